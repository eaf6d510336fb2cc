// in: a resource of the core group and a name → out: its place in the store. Never: reads.
import type { Place } from '@binnacle/objects'
import type { Surroundings } from '../surroundings.ts'

export function corePlace(
  { catalogue, shapeOf }: Surroundings,
  resource: 'nodes' | 'pods' | 'services',
  namespace: string,
  name: string,
): Place {
  const def = catalogue.current().resource({ group: '', version: 'v1' }, resource)
  if (def === undefined) throw new Error(`${resource} are not in the catalogue`)
  return { shape: shapeOf(def), namespace, name }
}
