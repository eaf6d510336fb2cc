// in: settings → out: nothing; afterwards everything is there that a cluster starts with. Idempotent.
import { formatTime, type KubeObject } from '@binnacle/meta'
import type { Place, StoredObject } from '@binnacle/objects'
import { bootstrapApiServices } from './bootstrap-api-services.ts'
import {
  type AuthenticationFacts,
  bootstrapNamespaces,
  bootstrapPriorityClasses,
  extensionAuthentication,
  legacyTokenTracking,
} from './bootstrap-basics.ts'
import { bootstrapFlowObjects } from './bootstrap-flow-objects.ts'
import { bootstrapService, type ServiceFacts } from './bootstrap-service.ts'
import { type BootstrapTools, createMissing, drafted, type Wanted } from './create-missing.ts'
import { bindsAnotherRole, bootstrapRbacObjects, reconcileRbac } from './rbac-bootstrap.ts'

export interface BootstrapSettings {
  readonly authentication: AuthenticationFacts
  readonly service: ServiceFacts
}

type Reconcile = (object: KubeObject, wanted: KubeObject) => boolean

/** A few reads, and at the first start of a cluster three transactions. */
export async function bootstrap(settings: BootstrapSettings, tools: BootstrapTools): Promise<void> {
  const now = tools.now()
  const nowText = formatTime(now)
  const sets: readonly (readonly [KubeObject[], Reconcile, string?])[] = [
    [bootstrapNamespaces(), leave],
    [bootstrapPriorityClasses(), leave],
    [bootstrapApiServices(nowText), leave],
    [bootstrapFlowObjects(nowText), resetSpec, 'api-priority-and-fairness-config-producer-v1'],
    [bootstrapRbacObjects(), reconcileRbac],
    [[extensionAuthentication(settings.authentication)], mergeConfig],
    [[legacyTokenTracking(now)], leave],
    [bootstrapService(settings.service, nowText), leave],
  ]
  const reconcilers = new Map<Wanted, Reconcile>()
  for (const [objects, reconcile, manager] of sets) {
    for (const object of objects) reconcilers.set({ object, manager }, reconcile)
  }
  const present = await createMissing([...reconcilers.keys()], tools)
  for (const [wanted, stored] of present) {
    await reconcileOne(wanted, stored, reconcilers.get(wanted) ?? leave, tools)
  }
}

async function reconcileOne(
  wanted: Wanted,
  stored: StoredObject,
  reconcile: Reconcile,
  tools: BootstrapTools,
): Promise<void> {
  const anew = reconcile === reconcileRbac && bindsAnotherRole(stored.view(), wanted.object)
  if (!anew && !reconcile(stored.parse(), wanted.object)) return
  const place = tools.placeOf(wanted.object) as Place
  for await (const attempt of tools.store.attempts(place)) {
    if (!attempt.current) return
    const object = attempt.current.parse()
    if (reconcile === reconcileRbac && bindsAnotherRole(object, wanted.object)) {
      if (!(await attempt.remove())) continue
      await createAnew(place, drafted(wanted, tools), tools)
      return
    }
    if (!reconcile(object, wanted.object)) return
    tools.track?.(object, wanted.manager ?? 'kube-apiserver')
    if (await attempt.swap(object)) return
  }
}

async function createAnew(place: Place, object: KubeObject, tools: BootstrapTools): Promise<void> {
  try {
    await tools.store.create(place, object)
  } catch (error) {
    // Another replica that starts at the same moment missed it and was faster.
    if ((error as { reason?: string }).reason !== 'AlreadyExists') throw error
  }
}

const leave: Reconcile = () => false

/** As long as nobody took the object over, by its annotation, its spec is ours. */
const resetSpec: Reconcile = (object, wanted) => {
  const automatic = object.metadata.annotations?.['apf.kubernetes.io/autoupdate-spec'] === 'true'
  if (!automatic || sameJson(object.spec, wanted.spec)) return false
  object.spec = structuredClone(wanted.spec)
  object.metadata.generation = (object.metadata.generation ?? 0) + 1
  return true
}

/** Several replicas may trust several authorities: theirs are kept, ours are added. */
const mergeConfig: Reconcile = (object, wanted) => {
  const data = object.data ?? {}
  let changed = false
  for (const [key, value] of Object.entries(wanted.data as Record<string, string>)) {
    const has: string | undefined = Object.hasOwn(data, key) ? data[key] : undefined
    const merged = key.endsWith('ca-file') ? joinPem(has ?? '', value) : value
    if (merged === has) continue
    data[key] = merged
    changed = true
  }
  object.data = data
  return changed
}

const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

function joinPem(has: string, more: string): string {
  const known = new Set(has.match(certificate) ?? [])
  const missing = (more.match(certificate) ?? []).filter((block) => !known.has(block))
  return missing.length === 0 ? has : `${has}${missing.map((block) => `${block}\n`).join('')}`
}

/** Equal whatever the order of members. */
function sameJson(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right)
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
