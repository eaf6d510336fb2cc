// in: --runtime-config → out: the catalogue of all built-in resources that are on. Never: custom ones.
import { typeOf } from './builtin-type.ts'
import type { Catalogue } from './catalogue.ts'
import { createCatalogue } from './create-catalogue.ts'
import type { ResourceDef, SubresourceDef } from './resource-def.ts'
import { type ResourceRow, resourceRows } from './rows.ts'
import { type Enablement, readRuntimeConfig } from './runtime-config.ts'
import type { ObjectType } from './type-def.ts'

/** `config` as --runtime-config: {'api/beta': 'true', 'scheduling.k8s.io/v1alpha3': 'true'}. */
export function builtinCatalogue(config: Readonly<Record<string, string>> = {}): Catalogue {
  const { groups, resources } = resourceRows()
  const known = groups.flatMap(([group, versions]) =>
    versions.map((version) => ({ group, version })),
  )
  const isOn = readRuntimeConfig(config, known)
  const served = resources.filter((row) => isOn(row, row.resource))
  return createCatalogue(served.map((row) => toRecord(row, served, isOn)))
}

/** What is served unless flags say otherwise. */
export const builtins: Catalogue = builtinCatalogue()

function toRecord(row: ResourceRow, served: readonly ResourceRow[], isOn: Enablement): ResourceDef {
  let type: ObjectType | undefined
  return {
    group: row.group,
    version: row.version,
    resource: row.resource,
    singular: row.singular,
    kind: row.kind,
    listKind: row.list ? `${row.kind}List` : '',
    shortNames: row.short ?? [],
    categories: row.categories ?? [],
    namespaced: row.namespaced,
    verbs: row.verbs,
    subresources: new Map((row.subresources ?? []).map(toSubresource)),
    storageVersionHash: row.hash ?? '',
    storage: storageOf(row, served, isOn),
    // Linked on first use: a start costs less, and most types are never asked for.
    get type() {
      type ??= typeOf(row)
      if (!type) throw new Error(`the catalogue has no type of ${row.group} ${row.kind}`)
      return type
    },
    ...(row.warning === undefined ? {} : { deprecation: { warning: row.warning } }),
  }
}

function toSubresource(row: [string, string, string, string, string[]]): [string, SubresourceDef] {
  const [name, group, version, kind, verbs] = row
  return [name, { name, kind: { group, version, kind }, verbs }]
}

/** As upstream's where that version is on; else the first one that is. */
function storageOf(row: ResourceRow, served: readonly ResourceRow[], isOn: Enablement) {
  const prefix = row.prefix ?? row.resource
  if (!row.stored) return { group: row.group, version: row.version, prefix }
  const [group, version] = row.stored
  if (isOn({ group, version }, row.resource)) return { group, version, prefix }
  const first = served.find((each) => each.group === row.group && each.resource === row.resource)
  return { group: row.group, version: first?.version ?? row.version, prefix }
}
