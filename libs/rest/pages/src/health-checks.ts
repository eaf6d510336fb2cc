// in: the milestones of a start → out: the checks of each health page, by upstream's names and order.
import { type HealthCheck, Milestone } from './health-check.ts'

/** What must have happened before a replica is ready; reached by the composition of the server. */
export interface StartUp {
  /** The store answers and its caches are filled. */
  readonly store: Milestone
  /** Namespaces, roles, priority classes and the kubernetes service are there. */
  readonly bootstrap: Milestone
  /** The background loops run. */
  readonly loops: Milestone
}

export function startUp(): StartUp {
  return { store: new Milestone(), bootstrap: new Milestone(), loops: new Milestone() }
}

export interface HealthSources {
  /** So long after the start, livez takes what has not begun for well; default: 0. */
  readonly livezGraceMs?: number
  readonly startUp: StartUp
  /** Throws when etcd does not answer. */
  etcd(): Promise<void> | void
  /** Throws when etcd does not answer promptly. */
  etcdReadiness(): Promise<void> | void
  /** Throws while the process is on its way out. */
  shutdown(): void
}

type Part = keyof StartUp

/** Names by which upstream's hooks are known, each with the part of ours that does its work. */
const hooks: readonly (readonly [name: string, part: Part])[] = [
  ['start-apiserver-admission-initializer', 'store'],
  ['generic-apiserver-start-informers', 'store'],
  ['priority-and-fairness-config-consumer', 'store'],
  ['priority-and-fairness-filter', 'store'],
  ['storage-object-count-tracker-hook', 'store'],
  ['start-apiextensions-informers', 'store'],
  ['start-apiextensions-controllers', 'loops'],
  ['crd-informer-synced', 'store'],
  ['start-system-namespaces-controller', 'bootstrap'],
  ['peer-endpoint-reconciler-controller', 'loops'],
  ['start-cluster-authentication-info-controller', 'bootstrap'],
  ['start-kube-apiserver-identity-lease-controller', 'loops'],
  ['start-kube-apiserver-identity-lease-garbage-collector', 'loops'],
  ['storage-readiness', 'store'],
  ['start-legacy-token-tracking-controller', 'bootstrap'],
  ['start-service-ip-repair-controllers', 'loops'],
  ['rbac/bootstrap-roles', 'bootstrap'],
  ['scheduling/bootstrap-system-priority-classes', 'bootstrap'],
  ['priority-and-fairness-config-producer', 'bootstrap'],
  ['bootstrap-controller', 'bootstrap'],
  ['start-kubernetes-service-cidr-controller', 'bootstrap'],
  ['start-kube-aggregator-informers', 'store'],
  ['apiservice-status-local-available-controller', 'loops'],
  ['apiservice-status-remote-available-controller', 'loops'],
  ['apiservice-registration-controller', 'loops'],
  ['apiservice-discovery-controller', 'loops'],
  ['kube-apiserver-autoregistration', 'bootstrap'],
  ['autoregister-completion', 'bootstrap'],
  ['apiservice-openapi-controller', 'loops'],
  ['apiservice-openapiv3-controller', 'loops'],
]

/** The one check among the hooks that upstream does not call a hook. */
const notAHook = 'autoregister-completion'

const passes = (name: string): HealthCheck => ({ name, check: () => undefined })

export function healthChecks(sources: HealthSources): ReadonlyMap<string, readonly HealthCheck[]> {
  const started = hooks.map(([name, part]) =>
    sources.startUp[part].as(name === notAHook ? name : `poststarthook/${name}`),
  )
  const etcd: HealthCheck = { name: 'etcd', check: () => sources.etcd() }
  const untilMs = performance.now() + (sources.livezGraceMs ?? 0)
  const patient = started.map(
    ({ name, check }): HealthCheck => ({
      name,
      check: () => (performance.now() < untilMs ? undefined : check()),
    }),
  )
  const begin = [passes('ping'), passes('log'), passes('loopback-serving-certificate'), etcd]
  const ready = [
    passes('ping'),
    passes('log'),
    etcd,
    { name: 'etcd-readiness', check: () => sources.etcdReadiness() },
    sources.startUp.store.as('informer-sync'),
    ...started,
    { name: 'shutdown', check: () => sources.shutdown() },
  ]
  return new Map([
    ['healthz', [...begin, ...started]],
    ['livez', [...begin, ...patient]],
    ['readyz', ready],
  ])
}
