// in: the catalogue → out: the documents of legacy and aggregated discovery. Never: negotiation.
import type { Catalogue, ResourceDef, SubresourceDef } from '@binnacle/catalogue'
import { type Dict, formatApiVersion, type GroupVersion } from '@binnacle/meta'
import type { ElsewhereVersion, ShownGroup } from './elsewhere.ts'

/** /api */
export function apiVersionsDocument(serverAddress: string): Dict {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
  }
}

/** /apis */
export function groupListDocument(groups: readonly ShownGroup[]): Dict {
  const named = groups.filter(({ group }) => group !== '')
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: named.map(({ group, versions }) => groupEntry(group, versions)),
  }
}

/** /apis/GROUP */
export function groupDocument(group: string, versions: readonly string[]): Dict {
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group, versions) }
}

function groupEntry(group: string, versions: readonly string[]): Dict {
  const entries = versions.map((version) => ({
    groupVersion: formatApiVersion({ group, version }),
    version,
  }))
  return { name: group, versions: entries, preferredVersion: entries[0] }
}

/** /api/v1 and /apis/GROUP/VERSION */
export function resourceListDocument(gv: GroupVersion, defs: readonly ResourceDef[]): Dict {
  const head = gv.group === '' ? {} : { apiVersion: 'v1' }
  return {
    kind: 'APIResourceList',
    ...head,
    groupVersion: formatApiVersion(gv),
    resources: defs.flatMap((def) => [
      resourceEntry(def),
      ...Array.from(def.subresources.values(), (each) => subresourceEntry(def, each)),
    ]),
  }
}

function resourceEntry(def: ResourceDef): Dict {
  const entry: Dict = {
    name: def.resource,
    singularName: def.singular,
    namespaced: def.namespaced,
    kind: def.kind,
    verbs: shownVerbs(def),
  }
  if (def.shortNames.length > 0) entry.shortNames = def.shortNames
  if (def.categories.length > 0) entry.categories = def.categories
  if (def.storageVersionHash !== '') entry.storageVersionHash = def.storageVersionHash
  return entry
}

/** Resources that users define list their verbs in an order of their own. */
function shownVerbs(def: ResourceDef): readonly string[] {
  if (!def.custom) return def.verbs
  return customOrder.filter((verb) => def.verbs.includes(verb))
}

const customOrder = [
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'create',
  'update',
  'watch',
]

function subresourceEntry(def: ResourceDef, { name, kind, verbs }: SubresourceDef): Dict {
  const entry: Dict = {
    name: `${def.resource}/${name}`,
    singularName: '',
    namespaced: def.namespaced,
    kind: kind.kind,
    verbs,
  }
  if (kind.group !== def.group || kind.version !== def.version) {
    entry.group = kind.group
    entry.version = kind.version
  }
  return entry
}

/** Aggregated discovery of /api (the core group) or of /apis (all others). */
export function aggregatedDocument(
  catalogue: Catalogue,
  shown: readonly ShownGroup[],
  others: readonly ElsewhereVersion[],
  core: boolean,
): Dict {
  const groups = shown.filter(({ group }) => (group === '') === core)
  const entry = (group: string, version: string): Dict | undefined => {
    const other = others.find((each) => each.group === group && each.version === version)
    return other ? other.discovery : localEntry(catalogue, { group, version })
  }
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.flatMap(({ group, versions }) => {
      const entries = versions.flatMap((version) => entry(group, version) ?? [])
      if (entries.length === 0) return []
      return { metadata: core ? {} : { name: group }, versions: entries }
    }),
  }
}

function localEntry(catalogue: Catalogue, gv: GroupVersion): Dict {
  const resources = catalogue.resourcesOf(gv).map(aggregatedEntry)
  return { version: gv.version, resources, freshness: 'Current' }
}

function aggregatedEntry(def: ResourceDef): Dict {
  const entry: Dict = {
    resource: def.resource,
    responseKind: responseKind(def, def),
    scope: def.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: def.singular,
    verbs: shownVerbs(def),
  }
  if (def.shortNames.length > 0) entry.shortNames = def.shortNames
  if (def.categories.length > 0) entry.categories = def.categories
  if (def.subresources.size > 0) {
    entry.subresources = Array.from(def.subresources.values(), ({ name, kind, verbs }) => ({
      subresource: name,
      responseKind: responseKind(def, kind),
      verbs,
    }))
  }
  return entry
}

/** A built-in resource says its own group and version as nothing. */
function responseKind(def: ResourceDef, kind: GroupVersion & { readonly kind: string }): Dict {
  const own = !def.custom && kind.group === def.group && kind.version === def.version
  return own
    ? { group: '', version: '', kind: kind.kind }
    : { group: kind.group, version: kind.version, kind: kind.kind }
}
