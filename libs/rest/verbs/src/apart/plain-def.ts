// in: a resource's record → out: what finds it on another thread, and there the record again.
import { builtinCatalogue, type Catalogue, type ResourceDef } from '@binnacle/catalogue'

/** What another thread needs to find the record of a resource. */
export interface PlainDef {
  readonly group: string
  readonly version: string
  readonly resource: string
  /** Flags decide it: the other thread does not know them. */
  readonly storage: ResourceDef['storage']
  /** The record of what users defined; its type says nothing that its schema does not. */
  readonly custom?: Omit<ResourceDef, 'type'>
}

export function plainDef({ type: _, ...def }: ResourceDef): PlainDef {
  const { group, version, resource, storage } = def
  const plain = { group, version, resource, storage }
  return def.custom === undefined ? plain : { ...plain, custom: def }
}

let everyVersion: Catalogue | undefined
const known = new Map<string, ResourceDef>()

export function wholeDef({ group, version, resource, storage, custom }: PlainDef): ResourceDef {
  if (custom !== undefined) return { ...custom, type: untyped }
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

/** Nothing of a resource that users defined is decoded along a type. */
const untyped: ResourceDef['type'] = {
  kind: 'object',
  name: '',
  goName: '',
  fields: new Map(),
  mapType: 'granular',
}
