// in: upstream's discovery documents → out: one row for every resource. Never: files.
import { createHash } from 'node:crypto'
import type { ResourceRow } from '@binnacle/catalogue'
import type { Json, Upstream } from './read-upstream.ts'

/** Where upstream keeps a resource under another name than its own. */
const prefixes: Readonly<Record<string, string>> = {
  '/replicationcontrollers': 'controllers',
  '/endpoints': 'services/endpoints',
  '/nodes': 'minions',
  '/services': 'services/specs',
  'networking.k8s.io/ingresses': 'ingress',
  'apiextensions.k8s.io/customresourcedefinitions':
    'apiextensions.k8s.io/customresourcedefinitions',
  'apiregistration.k8s.io/apiservices': 'apiregistration.k8s.io/apiservices',
}

export function makeResourceRows(upstream: Upstream): ResourceRow[] {
  const groups = [{ name: '', versions: ['v1'] }, ...upstream.groups]
  const everyVersion = groups.flatMap(({ name, versions }) =>
    versions.map((version): [string, string] => [name, version]),
  )
  return everyVersion.flatMap(([group, version]) => {
    const resources: Json[] =
      upstream.resourceLists.get(groupVersionOf(group, version))?.resources ?? []
    return resources
      .filter(({ name }) => !name.includes('/'))
      .map((shown) => makeRow({ group, version, shown, resources, everyVersion, upstream }))
  })
}

interface Place {
  group: string
  version: string
  shown: Json
  resources: Json[]
  everyVersion: [string, string][]
  upstream: Upstream
}

function makeRow(place: Place): ResourceRow {
  const { group, version, shown, resources, everyVersion, upstream } = place
  const row: ResourceRow = {
    group,
    version,
    resource: shown.name,
    singular: shown.singularName,
    kind: shown.kind,
    list: shown.verbs.includes('list'),
    namespaced: shown.namespaced,
    verbs: shown.verbs,
  }
  if (shown.shortNames) row.short = shown.shortNames
  if (shown.categories) row.categories = shown.categories
  if (shown.storageVersionHash) {
    row.hash = shown.storageVersionHash
    row.stored = everyVersion.find(([g, v]) => hashOf(g, v, shown.kind) === row.hash)
    // The hash of definitions is that of a version which is no longer served.
    row.stored ??= [group, version]
    row.prefix = prefixes[`${group}/${shown.name}`] ?? shown.name
  }
  const warning = upstream.warnings.get(`${groupVersionOf(group, version)} ${shown.kind}`)
  if (warning) row.warning = warning
  const below = resources.filter(({ name }) => name.startsWith(`${shown.name}/`))
  if (below.length > 0) {
    row.subresources = below.map((each) => [
      each.name.slice(shown.name.length + 1),
      each.group ?? group,
      each.version ?? version,
      each.kind,
      each.verbs,
    ])
  }
  return row
}

function groupVersionOf(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`
}

function hashOf(group: string, version: string, kind: string): string {
  const digest = createHash('sha256').update(`${group}/${version}/${kind}`).digest()
  return digest.subarray(0, 8).toString('base64')
}
