// in: objects that must be there → out: those that were there already. Never: half of a set.
import { formatTime, type KubeObject } from '@binnacle/meta'
import type { ObjectStore, Place, StoredObject } from '@binnacle/objects'

export interface BootstrapTools {
  readonly store: ObjectStore
  /** Where an object of this kind lives; undefined: the kind is not served. */
  placeOf(object: KubeObject): Place | undefined
  now(): Date
  newUid(): string
  /** Notes in metadata.managedFields who wrote the object. */
  track?(object: KubeObject, manager: string): void
}

export interface Wanted {
  readonly object: KubeObject
  /** Default: kube-apiserver. */
  readonly manager?: string
}

/** etcd takes 128 operations in one transaction. */
const perTransaction = 100
const attemptsMax = 8

/**
 * Replicas that start at the same moment do this at the same moment: a transaction writes only while none of its
 * objects is there, and whoever comes second looks again.
 */
export async function createMissing(
  wanted: readonly Wanted[],
  tools: BootstrapTools,
): Promise<Map<Wanted, StoredObject>> {
  let present = new Map<Wanted, StoredObject>()
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    present = await findPresent(wanted, tools)
    const missing = wanted.filter((one) => !present.has(one) && tools.placeOf(one.object))
    if (missing.length === 0) return present
    const made = await createAll(missing, tools)
    if (made) return present
  }
  throw new Error('the objects that every cluster starts with could not be written')
}

async function findPresent(
  wanted: readonly Wanted[],
  tools: BootstrapTools,
): Promise<Map<Wanted, StoredObject>> {
  const byShape = new Map<Place['shape'], { wanted: Wanted; place: Place }[]>()
  for (const one of wanted) {
    const place = tools.placeOf(one.object)
    if (!place) continue
    const group = byShape.get(place.shape) ?? []
    byShape.set(place.shape, group)
    group.push({ wanted: one, place })
  }
  const present = new Map<Wanted, StoredObject>()
  await Promise.all(
    [...byShape].map(async ([shape, ones]) => {
      const { items } = await tools.store.list({
        shape,
        namespace: '',
        resourceVersion: '',
        limit: 0,
        continue: '',
      })
      const stored = new Map<string, StoredObject>()
      for (const item of items) stored.set(`${item.namespace}/${item.name}`, item)
      for (const { wanted, place } of ones) {
        const found = stored.get(`${place.namespace}/${place.name}`)
        if (found) present.set(wanted, found)
      }
    }),
  )
  return present
}

/** false: somebody else was faster with one of them. */
async function createAll(missing: readonly Wanted[], tools: BootstrapTools): Promise<boolean> {
  for (let at = 0; at < missing.length; at += perTransaction) {
    const batch = missing.slice(at, at + perTransaction).map((one) => ({
      place: tools.placeOf(one.object) as Place,
      revision: 0,
      object: drafted(one, tools),
    }))
    const [first, ...companions] = batch
    if (!first) continue
    try {
      const created = await tools.store.create(first.place, first.object, { companions })
      if (!created) return false
    } catch (error) {
      if ((error as { reason?: string }).reason === 'AlreadyExists') return false
      throw error
    }
  }
  return true
}

export function drafted({ object, manager }: Wanted, tools: BootstrapTools): KubeObject {
  const draft = structuredClone(object)
  const { name, namespace, ...rest } = draft.metadata
  draft.metadata = {
    name,
    ...(namespace !== undefined && { namespace }),
    uid: tools.newUid(),
    ...(rest.generation !== undefined && { generation: rest.generation }),
    creationTimestamp: formatTime(tools.now()),
    ...(rest.labels && { labels: rest.labels }),
    ...(rest.annotations && { annotations: rest.annotations }),
  }
  tools.track?.(draft, manager ?? 'kube-apiserver')
  return draft
}
