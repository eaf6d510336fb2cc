// in: nothing → out: a request as the socket gave it. Never: meaning.
import type { X509Certificate } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { KubeObject } from '@binnacle/meta'

/** Request headers, read from the raw list: names are lower case, repeated lines stay apart. */
export interface RequestHeaders {
  /** The first value. */
  get(name: string): string | undefined
  all(name: string): readonly string[]
  names(): Iterable<string>
}

export interface AuditNotes {
  /** The first of a key stays. `from`: only in records that say at least so much. */
  add(key: string, value: string, from?: 'Metadata' | 'Request'): void
  /** The object that the client sent, as it was understood. It is copied. */
  sent(object: KubeObject): void
}

export interface Received {
  readonly method: string
  /** The raw request target, as on the request line: `/api/v1/pods?limit=1`; parsed once, by gate/route. */
  readonly url: string
  readonly headers: RequestHeaders
  /** 1.1 or 2. */
  readonly httpVersion: 1 | 2
  /** The client certificate, only when TLS verified its chain; constant for a connection. */
  readonly certificate: X509Certificate | undefined
  /** Why a certificate that the client showed does not count: such a caller is 401, not anonymous. */
  readonly refusedCertificate?: string
  readonly remoteAddress: string
  /** Came over the loopback port without authentication. */
  readonly insecure: boolean
  /** Reads the whole body; refuses with 413 beyond the limit. May be called once. */
  body(): Promise<Uint8Array>
  /** Aborted when the client is gone or the deadline has passed. Made on first use. */
  readonly signal: AbortSignal
  /** Aborts `signal` from the server's side: the deadline has passed. */
  expire?(reason: Error): void
  /** performance.now() at arrival. */
  readonly receivedAtMs: number
  /** Texts for Warning headers (code 299), in order; the edge writes them. */
  readonly warnings: string[]
  /** Where the record of this request takes further facts; undefined: it is not recorded. */
  readonly auditNotes?: AuditNotes
  /** Takes over the connection for an upgrade (HTTP/1.1 `Upgrade:` only). */
  upgrade?(): { socket: Duplex; head: Uint8Array }
}
