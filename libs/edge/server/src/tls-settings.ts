// in: certificates → out: what node:tls gets. Never: tickets, renegotiation, TLS below 1.2.
import { constants } from 'node:crypto'
import type { TlsOptions } from 'node:tls'

export interface ServerCertificate {
  readonly cert: string | Uint8Array
  readonly key: string | Uint8Array
  /** Certificates of clients are asked for, and verified against these. */
  readonly clientCa?: string | Uint8Array
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3'
}

/** AES-128-GCM first: with hardware support it is the cheapest by far. */
const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':')

/**
 * No tickets: a resumed session would keep the verdict on a client certificate after its CA was
 * taken away.
 */
export function tlsSettings(
  certificate: ServerCertificate,
  handshakeTimeoutMs: number,
): TlsOptions {
  return {
    cert: certificate.cert as string | Buffer,
    key: certificate.key as string | Buffer,
    ca: certificate.clientCa as string | Buffer | undefined,
    requestCert: certificate.clientCa !== undefined,
    rejectUnauthorized: false,
    minVersion: certificate.minVersion ?? 'TLSv1.2',
    ciphers,
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
    handshakeTimeout: handshakeTimeoutMs,
    ALPNProtocols: ['h2', 'http/1.1'],
  }
}
