// in: records in discovery's order → out: one snapshot of the catalogue. Never: changes to it.
import type { GroupVersion } from '@binnacle/meta'
import type { Catalogue } from './catalogue.ts'
import { compareVersions } from './compare-versions.ts'
import type { ResourceDef } from './resource-def.ts'

export function createCatalogue(records: readonly ResourceDef[], generation = 0): Catalogue {
  const byResource = new Map<string, ResourceDef>()
  const byKind = new Map<string, ResourceDef>()
  const byVersion = new Map<string, ResourceDef[]>()
  const versions = new Map<string, string[]>()
  for (const record of records) {
    const gv = keyOf(record)
    byResource.set(`${gv}/${record.resource}`, record)
    if (!byKind.has(`${gv}/${record.kind}`)) byKind.set(`${gv}/${record.kind}`, record)
    const same = byVersion.get(gv)
    if (same) same.push(record)
    else {
      byVersion.set(gv, [record])
      const known = versions.get(record.group)
      if (known) known.push(record.version)
      else versions.set(record.group, [record.version])
    }
  }
  return {
    generation,
    groups: [...versions].map(([group, names]) => ({
      group,
      versions: names.sort(compareVersions),
    })),
    resource: (gv, resource) => byResource.get(`${keyOf(gv)}/${resource}`),
    byKind: (gv, kind) => byKind.get(`${keyOf(gv)}/${kind}`),
    resourcesOf: (gv) => byVersion.get(keyOf(gv)) ?? [],
    all: () => records,
  }
}

function keyOf({ group, version }: GroupVersion): string {
  return `${group}/${version}`
}

/**
 * The snapshot with other custom resources: built-ins stay; groups of users follow by name, and
 * inside a version resources go by name.
 */
export function withCustomResources(base: Catalogue, custom: readonly ResourceDef[]): Catalogue {
  const kept = base.all().filter((record) => !record.custom)
  const added = [...custom].sort((a, b) => order(a.group, b.group) || order(a.resource, b.resource))
  return createCatalogue([...kept, ...added], base.generation + 1)
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
