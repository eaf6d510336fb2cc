// in: nothing → out: what the loops around definitions are handed. Never: a loop.
import type { LiveCatalogue, ResourceDef } from '@binnacle/catalogue'
import type { KubeObject } from '@binnacle/meta'
import type { ObjectStore, Place, ResourceShape } from '@binnacle/objects'

export interface CrdTools {
  readonly store: ObjectStore
  readonly catalogue: LiveCatalogue
  shapeOf(def: ResourceDef): ResourceShape
  now(): Date
  newUid(): string
  /** Notes in metadata.managedFields that the server wrote `object` over `was`. */
  track(object: KubeObject, was: KubeObject | undefined, subresource: string): void
  log(message: string): void
}

const definitions = { group: 'apiextensions.k8s.io', version: 'v1' }

export function definitionShape({ catalogue, shapeOf }: CrdTools): ResourceShape | undefined {
  const def = catalogue.current().resource(definitions, 'customresourcedefinitions')
  return def && shapeOf(def)
}

/** Reads, changes in place and writes until nobody was faster; `change` says whether to write. */
export async function changeStored(
  tools: CrdTools,
  place: Place,
  change: (object: KubeObject) => boolean,
  subresource: string,
): Promise<KubeObject | undefined> {
  for await (const attempt of tools.store.attempts(place)) {
    const { current } = attempt
    if (current === undefined) return undefined
    const object = current.parse()
    if (!change(object)) return object
    if (subresource !== '') tools.track(object, current.parse(), subresource)
    const isGone =
      object.metadata.deletionTimestamp !== undefined && !object.metadata.finalizers?.length
    const written = isGone ? await attempt.remove() : await attempt.swap(object)
    if (written !== undefined) return isGone ? undefined : written.parse()
  }
  return undefined
}
