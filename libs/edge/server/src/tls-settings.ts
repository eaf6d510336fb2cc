// in: certificates → out: what node:tls gets. Never: tickets, renegotiation, TLS below 1.2.
import { constants } from 'node:crypto'
import type { SecureContextOptions, TlsOptions } from 'node:tls'
import type { NamedCertificate } from './named-certificates.ts'

export interface ServerCertificate {
  readonly cert: string | Uint8Array
  readonly key: string | Uint8Array
  /** Certificates of clients are asked for, and verified against these. */
  readonly clientCa?: string | Uint8Array
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3'
  /** OpenSSL's names, parted by colons; undefined: the server's own choice. */
  readonly ciphers?: string | undefined
  /** OpenSSL's names of key exchanges, parted by colons; undefined: OpenSSL's own choice. */
  readonly curves?: string | undefined
  /** Shown instead to clients that ask for their names. */
  readonly named?: readonly NamedCertificate[]
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

export interface TlsLimits {
  readonly handshakeTimeoutMs: number
  /** HTTP/2 is not offered. */
  readonly http1Only: boolean
}

/**
 * No tickets: a resumed session would keep the verdict on a client certificate after its CA was
 * taken away.
 */
export function tlsSettings(certificate: ServerCertificate, limits: TlsLimits): TlsOptions {
  return {
    ...contextSettings(certificate),
    requestCert: certificate.clientCa !== undefined,
    rejectUnauthorized: false,
    handshakeTimeout: limits.handshakeTimeoutMs,
    ALPNProtocols: limits.http1Only ? ['http/1.1'] : ['h2', 'http/1.1'],
  }
}

/** What certificates for other names share with the first. */
export function contextSettings(certificate: ServerCertificate): SecureContextOptions {
  return {
    cert: certificate.cert as string | Buffer,
    key: certificate.key as string | Buffer,
    ca: certificate.clientCa as string | Buffer | undefined,
    minVersion: certificate.minVersion ?? 'TLSv1.2',
    ciphers: certificate.ciphers ?? ciphers,
    ecdhCurve: certificate.curves ?? 'auto',
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
  }
}
