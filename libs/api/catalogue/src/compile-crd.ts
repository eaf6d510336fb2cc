// in: a CustomResourceDefinition → out: the record of each version that it serves. Never: whether it may serve.
import { createHash } from 'node:crypto'
import type { KubeObject } from '@binnacle/meta'
import { compareVersions } from './compare-versions.ts'
import { compileCrdType } from './compile-crd-type.ts'
import type { CustomDef, ResourceDef, SubresourceDef } from './resource-def.ts'

// biome-ignore lint/suspicious/noExplicitAny: an object of the API
type Json = any

const allVerbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']
const dyingVerbs = ['delete', 'deletecollection', 'get', 'list', 'watch']
const subresourceVerbs = ['get', 'patch', 'update']

function storageHash(group: string, version: string, kind: string): string {
  const hash = createHash('sha256').update(`${group}/${version}/${kind}`).digest()
  return hash.subarray(0, 8).toString('base64')
}

/** A condition of the definition has the status True. */
export function hasCondition(crd: Json, type: string): boolean {
  const conditions: Json[] = crd.status?.conditions ?? []
  return conditions.some((each) => each.type === type && each.status === 'True')
}

function converts(crd: Json): boolean {
  return crd.spec.conversion?.strategy === 'Webhook'
}

function customDef(crd: Json, version: Json): CustomDef {
  const scale = version.subresources?.scale
  return {
    schema: version.schema?.openAPIV3Schema,
    preserveUnknownFields: crd.spec.preserveUnknownFields === true,
    columns: version.additionalPrinterColumns ?? [],
    selectableFields: (version.selectableFields ?? []).map((each: Json) => each.jsonPath),
    ...(scale && { scale }),
    hasStatus: Boolean(version.subresources?.status),
    converts: converts(crd),
    definition: crd,
  }
}

function subresourcesOf(crd: Json, version: Json, kind: string): Map<string, SubresourceDef> {
  const found = new Map<string, SubresourceDef>()
  const { status, scale } = version.subresources ?? {}
  if (status) {
    const own = { group: crd.spec.group, version: version.name, kind }
    found.set('status', { name: 'status', kind: own, verbs: subresourceVerbs })
  }
  if (scale) {
    const view = { group: 'autoscaling', version: 'v1', kind: 'Scale' }
    found.set('scale', { name: 'scale', kind: view, verbs: subresourceVerbs })
  }
  return found
}

/** What clients are told when they use a version that is on its way out. */
function deprecationOf(crd: Json, version: Json): { warning: string } | undefined {
  if (version.deprecated !== true) return undefined
  if (version.deprecationWarning !== undefined) return { warning: version.deprecationWarning }
  const { group, names } = crd.spec
  const better = crd.spec.versions
    .filter((each: Json) => each.served && !each.deprecated)
    .map((each: Json) => each.name)
    .filter((name: string) => compareVersions(name, version.name) < 0)
    .sort(compareVersions)
  const use = better.length === 0 ? '' : `; use ${group}/${better[0]} ${names.kind}`
  return { warning: `${group}/${version.name} ${names.kind} is deprecated${use}` }
}

/** One record for each served version, in discovery's order of versions. */
export function compileCrd(definition: KubeObject): ResourceDef[] {
  const crd: Json = definition
  const { group, names, scope } = crd.spec
  const storage = crd.spec.versions.find((version: Json) => version.storage)
  const verbs = hasCondition(crd, 'Terminating') ? dyingVerbs : allVerbs
  const served = crd.spec.versions.filter((version: Json) => version.served)
  served.sort((a: Json, b: Json) => compareVersions(a.name, b.name))
  return served.map((version: Json): ResourceDef => {
    const deprecation = deprecationOf(crd, version)
    return {
      group,
      version: version.name,
      resource: names.plural,
      singular: names.singular ?? '',
      kind: names.kind,
      listKind: names.listKind ?? `${names.kind}List`,
      shortNames: names.shortNames ?? [],
      categories: names.categories ?? [],
      namespaced: scope === 'Namespaced',
      verbs,
      subresources: subresourcesOf(crd, version, names.kind),
      storageVersionHash: storageHash(group, storage.name, names.kind),
      storage: {
        group,
        version: converts(crd) ? version.name : storage.name,
        prefix: `${group}/${names.plural}`,
      },
      type: compileCrdType(version.schema?.openAPIV3Schema, names.kind),
      custom: customDef(crd, version),
      ...(deprecation && { deprecation }),
    }
  })
}
