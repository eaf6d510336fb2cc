// in: flags → out: where and how a replica listens, and how long requests last. Never: a file of another flag.
import { type FlagValues, UsageError } from '@binnacle/flags'
import { isLoopback, type NamedCertificate } from '@binnacle/server'
import type { FlagName } from './flag-table.ts'
import { nameCertificateOf } from './flags/name-certificates.ts'
import { cipherList, curveList } from './flags/tls-names.ts'
import { goawayChanceOf } from './goaway-chance.ts'
import { readText } from './read-text.ts'
import { trustedCas } from './trusted-cas.ts'

type Flags = FlagValues<FlagName>

export interface ServingConfig {
  readonly bindAddress: string
  readonly securePort: number
  readonly portSharing: boolean
  /** 0: none. */
  readonly replicaPort: number
  readonly insecure: { readonly host: string; readonly port: number } | undefined
  readonly http1Only: boolean
  /** Streams of one HTTP/2 connection; undefined: the server's own bound. */
  readonly streamsMax: number | undefined
  readonly goawayChance: number
  readonly bodyBytesMax: number
  readonly requestTimeoutMs: number
  /** `api.example.com`: how this server calls itself; undefined: by its address. */
  readonly externalHostname: string | undefined
  /** The header Strict-Transport-Security; undefined: none. */
  readonly transportSecurity: string | undefined
  /** Origins of pages that may ask. */
  readonly origins: readonly RegExp[]
  /** So long after the start, livez takes what has not begun for well. */
  readonly livezGraceMs: number
  readonly shutdown: {
    readonly delayMs: number
    /** Over so long watches are ended; undefined: half of the time for requests. */
    readonly watchesMs: number | undefined
    /** Requests that come meanwhile are answered with 429. */
    readonly retryAfter: boolean
  }
}

export interface TlsConfig {
  readonly cert: string
  readonly key: string
  readonly clientCa: string | undefined
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3'
  readonly ciphers: string | undefined
  readonly curves: string | undefined
  readonly named: readonly NamedCertificate[]
}

export function servingOf(flags: Flags): ServingConfig {
  const watchesMs = flags.milliseconds('shutdown-watch-termination-grace-period')
  const directives = flags.list('strict-transport-security-directives')
  return {
    bindAddress: flags.text('bind-address'),
    securePort: portOf('secure-port', flags.number('secure-port')),
    portSharing: flags.enabled('permit-port-sharing'),
    replicaPort: portOf('replica-port', flags.number('replica-port')),
    insecure: insecurePort(flags.text('insecure-bind-address'), flags.number('insecure-port')),
    http1Only: flags.enabled('disable-http2-serving'),
    streamsMax: flags.number('http2-max-streams-per-connection') || undefined,
    goawayChance: goawayChanceOf(flags.text('goaway-chance')),
    bodyBytesMax: flags.number('max-resource-write-bytes'),
    requestTimeoutMs: flags.milliseconds('request-timeout'),
    externalHostname: flags.isSet('external-hostname')
      ? flags.text('external-hostname')
      : undefined,
    transportSecurity: directives.length > 0 ? directives.join('; ') : undefined,
    origins: flags.list('cors-allowed-origins').map((origin) => new RegExp(origin)),
    livezGraceMs: flags.milliseconds('livez-grace-period'),
    shutdown: {
      delayMs: flags.milliseconds('shutdown-delay-duration'),
      watchesMs: watchesMs > 0 ? watchesMs : undefined,
      retryAfter: flags.enabled('shutdown-send-retry-after'),
    },
  }
}

/** Reads the files anew each time. */
export function tlsOf(flags: Flags, file: (name: FlagName) => string | undefined): TlsConfig {
  const cert = file('tls-cert-file')
  const key = file('tls-private-key-file')
  if (cert === undefined || key === undefined) {
    throw new UsageError('--tls-cert-file and --tls-private-key-file must be specified')
  }
  return {
    cert,
    key,
    clientCa: trustedCas(file('client-ca-file'), file('requestheader-client-ca-file')),
    minVersion: tlsVersion(flags.text('tls-min-version')),
    ciphers: cipherList(flags.list('tls-cipher-suites')),
    curves: curveList(flags.list('tls-curve-preferences')),
    named: flags.texts('tls-sni-cert-key').map((text) => {
      const { certFile, keyFile, names } = nameCertificateOf(text)
      const read = (path: string) => readText('tls-sni-cert-key', path)
      return { cert: read(certFile), key: read(keyFile), names }
    }),
  }
}

function portOf(flag: string, port: number): number {
  if (port < 0 || port > 65535) throw new UsageError(`--${flag} must be between 0 and 65535`)
  return port
}

function insecurePort(host: string, port: number): ServingConfig['insecure'] {
  portOf('insecure-port', port)
  if (port === 0) return undefined
  if (!isLoopback(host)) {
    throw new UsageError(
      '--insecure-bind-address must be 127.0.0.1 or ::1: the port asks nobody who they are',
    )
  }
  return { host, port }
}

function tlsVersion(name: string): TlsConfig['minVersion'] {
  if (name === '' || name === 'VersionTLS12') return 'TLSv1.2'
  if (name === 'VersionTLS13') return 'TLSv1.3'
  if (name === 'VersionTLS10' || name === 'VersionTLS11') {
    throw new UsageError(
      `--tls-min-version: ${name} is broken; this server begins with VersionTLS12`,
    )
  }
  throw new UsageError(`unknown tls version ${JSON.stringify(name)}`)
}
