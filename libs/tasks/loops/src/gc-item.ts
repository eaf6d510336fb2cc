// in: one object of the graph → out: it deleted, freed of owners that are gone, or let go at last.
// Never: a write that does not rest on the object as it is now.
import { ApiError, type KubeObject, type OwnerReference } from '@binnacle/meta'
import type { LocalClient } from '@binnacle/verbs'
import { foregroundFinalizer, type GcGraph, type GcNode, orphanFinalizer } from './gc-graph.ts'
import { hasUnknownOwner, ownersOf } from './gc-owners.ts'

export interface GcTools {
  readonly client: LocalClient
  readonly graph: GcGraph
  /** Resolves when the graph has all that this replica knows by now. */
  reach(): Promise<void>
  look(node: GcNode): void
}

/** In case that nobody tells of the last dependent's end. */
const lookAgainMs = 5_000
/** A kind that nobody serves now may be defined later; until then its objects are not gone. */
const unknownAgainMs = 20_000

/** The milliseconds until the next look; undefined: nothing is left to do. */
export async function settleItem(tools: GcTools, node: GcNode): Promise<number | undefined> {
  if (!node.deleting && hasUnknownOwner(tools.client, node)) return unknownAgainMs
  // The read is as new as etcd, and so is what this replica knows afterwards.
  const live = await tools.client.get(node.def, node.namespace, node.name)
  if (live === undefined || live.metadata.uid !== node.uid) return undefined
  const { deletionTimestamp, finalizers = [] } = live.metadata
  if (deletionTimestamp === undefined) {
    await settleOwned(tools, node, live)
    return undefined
  }
  if (finalizers.includes(orphanFinalizer)) {
    await orphan(tools, node, live)
    return undefined
  }
  return finalizers.includes(foregroundFinalizer) ? await waitFor(tools, node, live) : undefined
}

async function settleOwned(tools: GcTools, node: GcNode, live: KubeObject): Promise<void> {
  const { client, graph } = tools
  const references = live.metadata.ownerReferences ?? []
  if (references.length === 0) return
  const owners = await ownersOf(client, references, node.namespace)
  if (owners === undefined) return
  const { solid, gone, waiting } = owners
  if (solid.length > 0) {
    if (gone.length + waiting.length > 0) await keepOwners(client, node, live, solid)
    return
  }
  const dependents = graph.dependentsOf(node.uid)
  if (waiting.length === 0 || dependents.length === 0) {
    await remove(client, node, live, policyOf(live))
    return
  }
  // A ring of objects that wait for each other would wait for ever.
  const ring = dependents.some(({ foreground }) => foreground)
  const unblocked = ring ? await keepOwners(client, node, live, references.map(unblock)) : live
  await remove(client, node, unblocked, 'Foreground')
}

function unblock(reference: OwnerReference): OwnerReference {
  return { ...reference, blockOwnerDeletion: false }
}

function policyOf({ metadata }: KubeObject): string {
  if (metadata.finalizers?.includes(orphanFinalizer)) return 'Orphan'
  return metadata.finalizers?.includes(foregroundFinalizer) ? 'Foreground' : 'Background'
}

/** An owner in another namespace is none. */
function dependentsIn(graph: GcGraph, { uid, def, namespace }: GcNode): GcNode[] {
  const all = graph.dependentsOf(uid).filter((dependent) => dependent.uid !== uid)
  return def.namespaced ? all.filter((dependent) => dependent.namespace === namespace) : all
}

async function waitFor(
  tools: GcTools,
  node: GcNode,
  live: KubeObject,
): Promise<number | undefined> {
  await tools.reach()
  const blocking = dependentsIn(tools.graph, node).filter(({ owners }) =>
    owners.some(({ uid, blockOwnerDeletion }) => uid === node.uid && blockOwnerDeletion),
  )
  if (blocking.length === 0) {
    await dropFinalizer(tools.client, node, live, foregroundFinalizer)
    return undefined
  }
  for (const dependent of blocking) if (!dependent.deleting) tools.look(dependent)
  return lookAgainMs
}

async function orphan(tools: GcTools, node: GcNode, live: KubeObject): Promise<void> {
  const { client, graph } = tools
  await tools.reach()
  for (const dependent of dependentsIn(graph, node)) {
    const { def, namespace, name } = dependent
    const there = await client.get(def, namespace, name)
    const references = there?.metadata.ownerReferences ?? []
    const kept = references.filter(({ uid }) => uid !== node.uid)
    if (there && kept.length < references.length) await keepOwners(client, dependent, there, kept)
  }
  await dropFinalizer(client, node, live, orphanFinalizer)
}

async function keepOwners(
  client: LocalClient,
  node: GcNode,
  live: KubeObject,
  kept: readonly OwnerReference[],
): Promise<KubeObject> {
  return await patch(client, node, live, { ownerReferences: kept.length > 0 ? kept : null })
}

async function dropFinalizer(
  client: LocalClient,
  node: GcNode,
  live: KubeObject,
  finalizer: string,
): Promise<void> {
  const kept = (live.metadata.finalizers ?? []).filter((name) => name !== finalizer)
  await patch(client, node, live, { finalizers: kept.length > 0 ? kept : null })
}

/** Of the version that was looked at, and of no other. */
async function patch(
  client: LocalClient,
  { def, namespace, name }: GcNode,
  live: KubeObject,
  change: object,
): Promise<KubeObject> {
  const { uid, resourceVersion } = live.metadata
  const body = { metadata: { uid, resourceVersion, ...change } }
  const contentType = 'application/merge-patch+json'
  try {
    return await client.call({ verb: 'patch', def, namespace, name, body, contentType })
  } catch (error) {
    if (error instanceof ApiError && error.code === 404) return live
    throw error
  }
}

async function remove(
  client: LocalClient,
  { def, namespace, name }: GcNode,
  live: KubeObject,
  propagationPolicy: string,
): Promise<void> {
  const { uid, resourceVersion } = live.metadata
  const preconditions = { uid, resourceVersion }
  const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy, preconditions }
  try {
    await client.call({ verb: 'delete', def, namespace, name, body })
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 404) throw error
  }
}
