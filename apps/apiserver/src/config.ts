// in: arguments and files → out: the settings of one replica. The only reader of flags and environment.
import { readFileSync } from 'node:fs'
import { readFlags, UsageError } from '@binnacle/flags'
import { isLoopback } from '@binnacle/server'
import { flagTable } from './flag-table.ts'

export interface Config {
  readonly bindAddress: string
  readonly securePort: number
  readonly portSharing: boolean
  /** 0: none. */
  readonly replicaPort: number
  readonly insecure: { readonly host: string; readonly port: number } | undefined
  readonly tls: {
    readonly cert: string
    readonly key: string
    readonly clientCa: string | undefined
    readonly minVersion: 'TLSv1.2' | 'TLSv1.3'
  }
  readonly store: StoreConfig
  readonly tokenFile: { readonly path: string; readonly text: string } | undefined
  readonly anonymousAuth: boolean
  readonly controllers: boolean
  readonly bodyBytesMax: number
  readonly requestTimeoutMs: number
  readonly shutdownDelayMs: number
  readonly verbosity: number
}

export interface StoreConfig {
  readonly kind: 'etcd3' | 'memory'
  readonly servers: readonly string[]
  readonly prefix: string
  readonly ca: string | undefined
  readonly cert: string | undefined
  readonly key: string | undefined
}

export function readConfig(args: readonly string[]): Config {
  const flags = readFlags(args, flagTable)
  const file = (name: Parameters<typeof flags.text>[0]) =>
    flags.isSet(name) ? readText(name, flags.text(name)) : undefined
  const backend = flags.text('storage-backend')
  if (backend !== 'etcd3' && backend !== 'memory') {
    throw new UsageError(`--storage-backend must be etcd3 or memory, not "${backend}"`)
  }
  if (backend === 'etcd3' && !flags.isSet('etcd-servers')) {
    throw new UsageError('--etcd-servers must be specified')
  }
  const cert = file('tls-cert-file')
  const key = file('tls-private-key-file')
  if (cert === undefined || key === undefined) {
    throw new UsageError('--tls-cert-file and --tls-private-key-file must be specified')
  }
  return {
    bindAddress: flags.text('bind-address'),
    securePort: portOf('secure-port', flags.number('secure-port')),
    portSharing: flags.enabled('permit-port-sharing'),
    replicaPort: portOf('replica-port', flags.number('replica-port')),
    insecure: insecurePort(flags.text('insecure-bind-address'), flags.number('insecure-port')),
    tls: { cert, key, clientCa: file('client-ca-file'), minVersion: tlsVersion(flags.text('tls-min-version')) },
    store: {
      kind: backend,
      servers: flags.list('etcd-servers'),
      prefix: flags.text('etcd-prefix'),
      ca: file('etcd-cafile'),
      cert: file('etcd-certfile'),
      key: file('etcd-keyfile'),
    },
    tokenFile: flags.isSet('token-auth-file')
      ? { path: flags.text('token-auth-file'), text: file('token-auth-file') as string }
      : undefined,
    anonymousAuth: flags.enabled('anonymous-auth'),
    controllers: flags.enabled('controllers'),
    bodyBytesMax: flags.number('max-resource-write-bytes'),
    requestTimeoutMs: flags.milliseconds('request-timeout'),
    shutdownDelayMs: flags.milliseconds('shutdown-delay-duration'),
    verbosity: flags.number('v'),
  }
}

function readText(flag: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new UsageError(`--${flag}: cannot read ${path} (${why})`)
  }
}

function portOf(flag: string, port: number): number {
  if (port < 0 || port > 65535) throw new UsageError(`--${flag} must be between 0 and 65535`)
  return port
}

function insecurePort(host: string, port: number): Config['insecure'] {
  portOf('insecure-port', port)
  if (port === 0) return undefined
  if (!isLoopback(host)) {
    throw new UsageError('--insecure-bind-address must be 127.0.0.1 or ::1: the port asks nobody who they are')
  }
  return { host, port }
}

function tlsVersion(name: string): 'TLSv1.2' | 'TLSv1.3' {
  if (name === 'VersionTLS12') return 'TLSv1.2'
  if (name === 'VersionTLS13') return 'TLSv1.3'
  throw new UsageError(`--tls-min-version must be VersionTLS12 or VersionTLS13, not "${name}"`)
}
