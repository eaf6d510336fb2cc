// in: a resource's record → out: its name, and on another thread the record again. Never: custom resources.
import { builtinCatalogue, type Catalogue, type ResourceDef } from '@binnacle/catalogue'

/** What another thread needs to find the record of a built-in resource. */
export interface PlainDef {
  readonly group: string
  readonly version: string
  readonly resource: string
  /** Flags decide it: the other thread does not know them. */
  readonly storage: ResourceDef['storage']
}

/** undefined: users defined it, and only the thread that has the catalogue knows it. */
export function plainDef(def: ResourceDef): PlainDef | undefined {
  if (def.custom !== undefined) return undefined
  const { group, version, resource, storage } = def
  return { group, version, resource, storage }
}

let everyVersion: Catalogue | undefined
const known = new Map<string, ResourceDef>()

export function wholeDef({ group, version, resource, storage }: PlainDef): ResourceDef {
  const key = `${group}/${version}/${resource}/${storage.group}/${storage.version}`
  let def = known.get(key)
  if (def === undefined) {
    everyVersion ??= builtinCatalogue({ 'api/all': 'true' })
    const builtin = everyVersion.resource({ group, version }, resource)
    if (builtin === undefined) throw new Error(`the catalogue has no ${resource} of ${group}`)
    def = { ...builtin, storage }
    known.set(key, def)
  }
  return def
}
