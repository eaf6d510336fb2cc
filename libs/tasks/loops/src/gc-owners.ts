// in: references to owners → out: which of them stand, which are gone, which wait for this dependent.
// Never: an owner called gone on the word of a cache.
import type { ResourceDef } from '@binnacle/catalogue'
import { type KubeObject, type OwnerReference, parseApiVersion } from '@binnacle/meta'
import type { LocalClient } from '@binnacle/verbs'
import { foregroundFinalizer, type GcNode } from './gc-graph.ts'

export interface Owners {
  readonly solid: readonly OwnerReference[]
  readonly gone: readonly OwnerReference[]
  /** Being deleted in the foreground: this dependent goes first. */
  readonly waiting: readonly OwnerReference[]
}

/** undefined: nothing serves such a kind, now. */
function ownerDef(client: LocalClient, { apiVersion, kind }: OwnerReference) {
  return client.catalogue().byKind(parseApiVersion(apiVersion), kind)
}

export function hasUnknownOwner(client: LocalClient, { owners }: GcNode): boolean {
  return owners.some((reference) => ownerDef(client, reference) === undefined)
}

function waits({ metadata }: KubeObject): boolean {
  if (metadata.deletionTimestamp === undefined) return false
  return metadata.finalizers?.includes(foregroundFinalizer) ?? false
}

function knownOwner(
  client: LocalClient,
  def: ResourceDef,
  reference: OwnerReference,
  namespace: string,
): KubeObject | undefined {
  const owner = client.known(def, def.namespaced ? namespace : '', reference.name)
  return owner?.metadata.uid === reference.uid ? owner : undefined
}

/** By what this replica knows: a cheap first look, so that nothing is asked where all is well. */
export function looksOwned(client: LocalClient, node: GcNode): boolean {
  return node.owners.every((reference) => {
    const def = ownerDef(client, reference)
    const owner = def && knownOwner(client, def, reference, node.namespace)
    return owner !== undefined && !waits(owner)
  })
}

/** undefined: an owner that a cluster-wide object cannot have; such an object is left alone. */
export async function ownersOf(
  client: LocalClient,
  references: readonly OwnerReference[],
  namespace: string,
): Promise<Owners | undefined> {
  const owners = {
    solid: [] as OwnerReference[],
    gone: [] as OwnerReference[],
    waiting: [] as OwnerReference[],
  }
  for (const reference of references) {
    const def = ownerDef(client, reference)
    // It may be defined a moment later; what nobody knows is not gone.
    if (def === undefined) throw new Error(`no kind ${reference.kind} in ${reference.apiVersion}`)
    if (def.namespaced && namespace === '') return undefined
    const known = knownOwner(client, def, reference, namespace)
    const owner =
      known && !waits(known)
        ? known
        : await client.get(def, def.namespaced ? namespace : '', reference.name)
    if (owner?.metadata.uid !== reference.uid) owners.gone.push(reference)
    else if (waits(owner)) owners.waiting.push(reference)
    else owners.solid.push(reference)
  }
  return owners
}
