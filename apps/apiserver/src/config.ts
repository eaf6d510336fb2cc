// in: arguments and files → out: the settings of one replica. The only reader of flags and environment.
import { type AccessConfig, accessOf } from './access-config.ts'
import { type AuditConfig, auditOf } from './audit-config.ts'
import { type FlagValues, readFlags, UsageError } from '@binnacle/flags'
import type { TolerationSeconds } from '@binnacle/admission'
import type { ServerSettings } from '@binnacle/kinds'
import type { ProxyIdentity } from '@binnacle/proxy'
import { type FlagName, flagTable } from './flag-table.ts'
import { flagFaults } from './flags/check-flags.ts'
import { flagNotes } from './flags/flag-notes.ts'
import { type ServingConfig, servingOf, type TlsConfig, tlsOf } from './serving-config.ts'
import { readText } from './read-text.ts'
import { shownFlags } from './shown-flags.ts'
import { readTracingConfig, type TracingConfig } from './tracing-config.ts'

export interface Config {
  readonly serving: ServingConfig
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
    /** These and no others; undefined: the default ones and those enabled. */
    readonly only: readonly string[] | undefined
    readonly configurationFile: string | undefined
    readonly tolerationSeconds: TolerationSeconds
  }
  readonly audit: AuditConfig
  /** Default: found out. */
  readonly advertiseAddress: string | undefined
  /** PEM texts, for who asks the cluster about them. */
  readonly clientCa: string | undefined
  readonly requestHeaderCa: string | undefined
  readonly runtimeConfig: Readonly<Record<string, string>>
  readonly watchTimeoutMinSeconds: number
  readonly deletionsAtOnce: number
  readonly controllers: boolean
  /** Node port of the kubernetes service; 0: none. */
  readonly serviceNodePort: number
  /** This replica is among the endpoints of the kubernetes service. */
  readonly endpoints: boolean
  /** Names of metrics that are not shown. */
  readonly hiddenMetrics: readonly string[]
  readonly inflight: { readonly readsMax: number; readonly writesMax: number }
  readonly fairness: boolean
  readonly verbosity: number
  /** undefined: no request is traced. */
  readonly tracing: TracingConfig | undefined
  readonly shownFlags: Readonly<Record<string, string>>
  /** What was asked for and changes nothing, for the log. */
  readonly notes: readonly string[]
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
  /** The same file again, as it is now; undefined: it is read once. */
  readonly readEncryption: (() => string) | undefined
  /** How long etcd may take to answer, for livez and for readyz. */
  readonly healthMs: number
  readonly readinessMs: number
  readonly leaseReuseSeconds: number
}

type Flags = FlagValues<FlagName>

export function readConfig(args: readonly string[]): Config {
  const flags = readFlags(args, flagTable)
  const faults = flagFaults(flags)
  if (faults.length > 0) throw new UsageError(faults.join('\n'))
  const file = (name: Parameters<typeof flags.text>[0]) =>
    flags.isSet(name) ? readText(name, flags.text(name)) : undefined
  const backend = flags.text('storage-backend')
  if (backend !== 'etcd3' && backend !== 'memory') {
    throw new UsageError(`--storage-backend must be etcd3 or memory, not "${backend}"`)
  }
  if (backend === 'etcd3' && !flags.isSet('etcd-servers')) {
    throw new UsageError('--etcd-servers must be specified')
  }
  const readTls = () => tlsOf(flags, file)
  return {
    serving: servingOf(flags),
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
      readEncryption: flags.enabled('encryption-provider-config-automatic-reload')
        ? () => file('encryption-provider-config') ?? ''
        : undefined,
      healthMs: flags.milliseconds('etcd-healthcheck-timeout'),
      readinessMs: flags.milliseconds('etcd-readycheck-timeout'),
      leaseReuseSeconds: flags.number('lease-reuse-duration-seconds'),
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
      only: flags.isGiven('admission-control') ? flags.list('admission-control') : undefined,
      tolerationSeconds: {
        notReady: flags.number('default-not-ready-toleration-seconds'),
        unreachable: flags.number('default-unreachable-toleration-seconds'),
      },
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
    deletionsAtOnce: flags.number('delete-collection-workers'),
    controllers: flags.enabled('controllers'),
    serviceNodePort: flags.number('kubernetes-service-node-port'),
    endpoints: flags.text('endpoint-reconciler-type') !== 'none',
    hiddenMetrics: flags.list('disabled-metrics'),
    fairness: flags.enabled('enable-priority-and-fairness'),
    inflight: {
      readsMax: flags.number('max-requests-inflight'),
      writesMax: flags.number('max-mutating-requests-inflight'),
    },
    verbosity: flags.number('v'),
    tracing: tracingOf(file('tracing-config-file')),
    shownFlags: shownFlags(flags),
    notes: flagNotes(flags),
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
    kubeletAddressTypes: flags.list('kubelet-preferred-address-types'),
  }
}
