// in: an address and a protocol → out: requests of one client, and whether one that failed may have had an effect.
// Never: a request sent twice.
import { readFileSync } from 'node:fs'
import { Http1Wire } from './http1-wire.ts'
import { Http2Wire } from './http2-wire.ts'

export interface Question {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly type?: string
  readonly timeoutMs: number
}

export interface Answer {
  readonly status: number
  readonly text: string
}

export interface Listening {
  close(): void
  /** Stops reading, as a slow client does. */
  pause(): void
  resume(): void
}

export interface Hearing {
  /** Not 200: the text follows as the only line. */
  start(status: number): void
  line(text: string): void
  /** Once, the last. */
  end(why: string): void
}

export interface Wire {
  ask(question: Question): Promise<Answer>
  listen(path: string, hearing: Hearing): Listening
  close(): void
}

/** `unsent`: the server surely did not begin with it. */
export class WireError extends Error {
  readonly unsent: boolean

  constructor(message: string, unsent: boolean) {
    super(message)
    this.unsent = unsent
  }
}

export interface Target {
  readonly host: string
  readonly port: number
}

export interface Credentials {
  readonly ca: string
  readonly cert: string
  readonly key: string
}

export function credentialsOf(pki: string, who = 'admin'): Credentials {
  const read = (name: string): string => readFileSync(`${pki}/${who}/${name}`, 'utf8')
  return { ca: read('ca.crt'), cert: read('client.crt'), key: read('client.key') }
}

export function openWire(target: Target, credentials: Credentials, protocol: 'h1' | 'h2'): Wire {
  return protocol === 'h1' ? new Http1Wire(target, credentials) : new Http2Wire(target, credentials)
}

/** Pieces of a stream → its lines. */
export function linesTo(line: (text: string) => void): (piece: Buffer) => void {
  let rest = ''
  return (piece) => {
    const parts = (rest + piece.toString('latin1')).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) if (part !== '') line(Buffer.from(part, 'latin1').toString())
  }
}
