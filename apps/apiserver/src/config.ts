// in: arguments and files → out: the settings of one replica. The only reader of flags and environment.
import { goawayChanceOf } from './goaway-chance.ts'
import { trustedCas } from './trusted-cas.ts'
import { type AccessConfig, accessOf } from './access-config.ts'
import { type AuditConfig, auditOf } from './audit-config.ts'
import { readFileSync } from 'node:fs'
import { type FlagValues, readFlags, UsageError } from '@binnacle/flags'
import type { ServerSettings } from '@binnacle/kinds'
import type { ProxyIdentity } from '@binnacle/proxy'
import { isLoopback } from '@binnacle/server'
import { type FlagName, flagTable } from './flag-table.ts'
import { shownFlags } from './shown-flags.ts'
import { readTracingConfig, type TracingConfig } from './tracing-config.ts'

export interface Config {
  readonly bindAddress: string
  readonly securePort: number
  readonly portSharing: boolean
  /** 0: none. */
  readonly replicaPort: number
  readonly insecure: { readonly host: string; readonly port: number } | undefined
  readonly tls: TlsConfig
  /** The same files again, as they are now. */
  readTls(): TlsConfig
  readonly store: StoreConfig
  readonly identity: IdentityConfig
  readonly access: AccessConfig
  readonly settings: ServerSettings
  /** PEM; how kubelets are called. */
  readonly kubelet: {
    readonly ca: string | undefined
    readonly cert: string | undefined
    readonly key: string | undefined
  }
  /** How servers behind this one are called; PEM. */
  readonly aggregation: ProxyIdentity & { readonly byEndpoints: boolean }
  readonly admissionPlugins: {
    readonly enable: readonly string[]
    readonly disable: readonly string[]
    readonly configurationFile: string | undefined
  }
  readonly audit: AuditConfig
  /** Default: found out. */
  readonly advertiseAddress: string | undefined
  /** PEM texts, for who asks the cluster about them. */
  readonly clientCa: string | undefined
  readonly requestHeaderCa: string | undefined
  readonly runtimeConfig: Readonly<Record<string, string>>
  readonly watchTimeoutMinSeconds: number
  readonly controllers: boolean
  readonly bodyBytesMax: number
  readonly inflight: { readonly readsMax: number; readonly writesMax: number }
  readonly fairness: boolean
  readonly requestTimeoutMs: number
  readonly shutdownDelayMs: number
  readonly goawayChance: number
  readonly verbosity: number
  /** undefined: no request is traced. */
  readonly tracing: TracingConfig | undefined
  readonly shownFlags: Readonly<Record<string, string>>
}

export interface TlsConfig {
  readonly cert: string
  readonly key: string
  readonly clientCa: string | undefined
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3'
}

export interface IdentityConfig {
  readonly anonymous: boolean
  readonly clientCaFile: string | undefined
  readonly tokenAuthFile: string | undefined
  readonly requestHeader:
    | {
        readonly caFile: string
        readonly allowedNames: readonly string[]
        readonly usernameHeaders: readonly string[]
        readonly uidHeaders: readonly string[]
        readonly groupHeaders: readonly string[]
        readonly extraHeaderPrefixes: readonly string[]
      }
    | undefined
  readonly issuers: readonly string[]
  readonly audiences: readonly string[]
  readonly keyFiles: readonly string[]
  readonly signingKeyFile: string | undefined
}

export interface StoreConfig {
  readonly kind: 'etcd3' | 'memory'
  readonly servers: readonly string[]
  readonly prefix: string
  readonly ca: string | undefined
  readonly cert: string | undefined
  readonly key: string | undefined
  readonly compactionIntervalMs: number
  /** EncryptionConfiguration as YAML or JSON. */
  readonly encryption: string | undefined
}

type Flags = FlagValues<FlagName>

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
  const readTls = (): TlsConfig => {
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
    }
  }
  return {
    bindAddress: flags.text('bind-address'),
    securePort: portOf('secure-port', flags.number('secure-port')),
    portSharing: flags.enabled('permit-port-sharing'),
    replicaPort: portOf('replica-port', flags.number('replica-port')),
    insecure: insecurePort(flags.text('insecure-bind-address'), flags.number('insecure-port')),
    tls: readTls(),
    readTls,
    store: {
      kind: backend,
      servers: flags.list('etcd-servers'),
      prefix: flags.text('etcd-prefix'),
      ca: file('etcd-cafile'),
      cert: file('etcd-certfile'),
      key: file('etcd-keyfile'),
      compactionIntervalMs: flags.milliseconds('etcd-compaction-interval'),
      encryption: file('encryption-provider-config'),
    },
    identity: identityOf(flags),
    access: accessOf(flags),
    settings: settingsOf(flags),
    kubelet: {
      ca: file('kubelet-certificate-authority'),
      cert: file('kubelet-client-certificate'),
      key: file('kubelet-client-key'),
    },
    aggregation: {
      cert: file('proxy-client-cert-file'),
      key: file('proxy-client-key-file'),
      byEndpoints: flags.enabled('enable-aggregator-routing'),
    },
    admissionPlugins: {
      enable: flags.list('enable-admission-plugins'),
      disable: flags.list('disable-admission-plugins'),
      configurationFile: flags.isSet('admission-control-config-file')
        ? flags.text('admission-control-config-file')
        : undefined,
    },
    audit: auditOf(flags),
    advertiseAddress: flags.isSet('advertise-address')
      ? flags.text('advertise-address')
      : undefined,
    clientCa: file('client-ca-file'),
    requestHeaderCa: file('requestheader-client-ca-file'),
    runtimeConfig: Object.fromEntries(
      flags.list('runtime-config').map((item) => {
        const [name, value] = item.split('=')
        return [name, value ?? 'true']
      }),
    ),
    watchTimeoutMinSeconds: flags.number('min-request-timeout'),
    controllers: flags.enabled('controllers'),
    bodyBytesMax: flags.number('max-resource-write-bytes'),
    fairness: flags.enabled('enable-priority-and-fairness'),
    inflight: {
      readsMax: flags.number('max-requests-inflight'),
      writesMax: flags.number('max-mutating-requests-inflight'),
    },
    requestTimeoutMs: flags.milliseconds('request-timeout'),
    shutdownDelayMs: flags.milliseconds('shutdown-delay-duration'),
    goawayChance: goawayChanceOf(flags.text('goaway-chance')),
    verbosity: flags.number('v'),
    tracing: tracingOf(file('tracing-config-file')),
    shownFlags: shownFlags(flags),
  }
}

function tracingOf(text: string | undefined): TracingConfig | undefined {
  return text === undefined ? undefined : readTracingConfig(text)
}

function identityOf(flags: Flags): IdentityConfig {
  const optional = (name: FlagName) => (flags.isSet(name) ? flags.text(name) : undefined)
  const caFile = optional('requestheader-client-ca-file')
  return {
    anonymous: flags.enabled('anonymous-auth'),
    clientCaFile: optional('client-ca-file'),
    tokenAuthFile: optional('token-auth-file'),
    requestHeader:
      caFile === undefined
        ? undefined
        : {
            caFile,
            allowedNames: flags.list('requestheader-allowed-names'),
            usernameHeaders: flags.list('requestheader-username-headers'),
            uidHeaders: flags.list('requestheader-uid-headers'),
            groupHeaders: flags.list('requestheader-group-headers'),
            extraHeaderPrefixes: flags.list('requestheader-extra-headers-prefix'),
          },
    issuers: flags.list('service-account-issuer'),
    audiences: flags.list('api-audiences'),
    keyFiles: flags.list('service-account-key-file'),
    signingKeyFile: optional('service-account-signing-key-file'),
  }
}

function settingsOf(flags: Flags): ServerSettings {
  const ports = /^(\d+)-(\d+)$/.exec(flags.text('service-node-port-range'))
  if (ports === null) throw new UsageError('--service-node-port-range must look like 30000-32767')
  const issuer = flags.list('service-account-issuer')[0] ?? ''
  const audiences = flags.list('api-audiences')
  return {
    serviceClusterIpRanges: flags.list('service-cluster-ip-range'),
    serviceNodePorts: { from: Number(ports[1]), to: Number(ports[2]) },
    allowPrivileged: flags.enabled('allow-privileged'),
    eventTtlSeconds: flags.milliseconds('event-ttl') / 1000,
    serviceAccountIssuer: issuer,
    apiAudiences: audiences.length > 0 ? audiences : [issuer],
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
    throw new UsageError(
      '--insecure-bind-address must be 127.0.0.1 or ::1: the port asks nobody who they are',
    )
  }
  return { host, port }
}

function tlsVersion(name: string): 'TLSv1.2' | 'TLSv1.3' {
  if (name === 'VersionTLS12') return 'TLSv1.2'
  if (name === 'VersionTLS13') return 'TLSv1.3'
  throw new UsageError(`--tls-min-version must be VersionTLS12 or VersionTLS13, not "${name}"`)
}
