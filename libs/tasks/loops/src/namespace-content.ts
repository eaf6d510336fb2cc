// in: a namespace that is being deleted → out: what it held, deleted; and what is left of it.
// Never: anything but pods while there are pods.
import type { ResourceDef } from '@binnacle/catalogue'
import { ApiError, type KubeObject } from '@binnacle/meta'
import type { LocalClient } from '@binnacle/verbs'
import { isResource } from './loop-tools.ts'
import type { Remains } from './namespace-conditions.ts'
import { deletableResources } from './watched-resources.ts'

const atOnce = 8
/** Objects that still wait for their end are deleted once, not again and again. */
const options = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' }

/** The caller has read the namespace as new as etcd: what is known here is as new. */
export async function emptyNamespace(client: LocalClient, namespace: string): Promise<Remains> {
  const remains = {
    counts: new Map<string, number>(),
    finalizers: new Map<string, number>(),
    errors: [] as string[],
    complete: false,
  }
  const all = namespacedResources(client)
  const pods = all.filter((def) => isResource(def, '', 'pods'))
  for (const def of pods) {
    await emptyPart(client, def, namespace, remains)
    if (remains.counts.size > 0) return remains
  }
  const rest = all.filter((def) => !pods.includes(def))
  const next = rest.values()
  const worker = async () => {
    for (const def of next) await emptyPart(client, def, namespace, remains)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return { ...remains, complete: true }
}

export function holdsAnything(client: LocalClient, namespace: string): boolean {
  return namespacedResources(client).some((def) => isKnown(client, def, namespace))
}

function namespacedResources(client: LocalClient): ResourceDef[] {
  return [...deletableResources(client.catalogue()).values()].filter((def) => def.namespaced)
}

function isKnown(client: LocalClient, def: ResourceDef, namespace: string): boolean {
  return client.knownAll(def, namespace)[Symbol.iterator]().next().done !== true
}

async function emptyPart(
  client: LocalClient,
  def: ResourceDef,
  namespace: string,
  remains: { counts: Map<string, number>; finalizers: Map<string, number>; errors: string[] },
): Promise<void> {
  if (!isKnown(client, def, namespace)) return
  try {
    await removeAll(client, def, namespace)
    const { items } = await client.call({ verb: 'list', def, namespace })
    if (items.length === 0) return
    remains.counts.set(`${def.resource}.${def.group}`, items.length)
    for (const { metadata } of items as KubeObject[]) {
      for (const name of metadata.finalizers ?? []) {
        remains.finalizers.set(name, (remains.finalizers.get(name) ?? 0) + 1)
      }
    }
    if (isResource(def, '', 'pods')) await removeUnreachable(client, def, namespace, items)
  } catch (error) {
    // A resource that is no longer served has nothing left here.
    if (error instanceof ApiError && [404, 405].includes(error.code)) return
    remains.errors.push(error instanceof Error ? error.message : String(error))
  }
}

async function removeAll(client: LocalClient, def: ResourceDef, namespace: string): Promise<void> {
  if (def.verbs.includes('deletecollection')) {
    await client.call({ verb: 'deletecollection', def, namespace, body: options })
    return
  }
  for (const { metadata } of [...client.knownAll(def, namespace)]) {
    await client
      .call({ verb: 'delete', def, namespace, name: metadata.name, body: options })
      .catch((error) => {
        if (!(error instanceof ApiError) || error.code !== 404) throw error
      })
  }
}

/** Pods of a node that does not exist wait for nobody. */
async function removeUnreachable(
  client: LocalClient,
  def: ResourceDef,
  namespace: string,
  pods: readonly KubeObject[],
): Promise<void> {
  for (const { metadata, spec } of pods) {
    if (metadata.finalizers?.length || !spec?.nodeName) continue
    if (client.known({ group: '', resource: 'nodes' }, '', spec.nodeName)) continue
    const preconditions = { uid: metadata.uid }
    const body = { ...options, gracePeriodSeconds: 0, preconditions }
    await client
      .call({ verb: 'delete', def, namespace, name: metadata.name, body })
      .catch((error) => {
        if (!(error instanceof ApiError) || ![404, 409].includes(error.code)) throw error
      })
  }
}
