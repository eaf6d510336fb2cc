// in: a server behind us → out: what it serves in one group version, as aggregated discovery says it.
// Never: more than it was asked for.
import type { User } from '@binnacle/exchange'
import type { Dict } from '@binnacle/meta'
import { askBackend } from './ask-backend.ts'
import type { RemoteService } from './remote-service.ts'

export interface Discovered {
  readonly resources: readonly Dict[]
  /** Of the answer; undefined: ask without. */
  readonly etag: string | undefined
}

const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
const withinMs = 5_000
const asker: User = {
  name: 'system:kube-aggregator',
  uid: '',
  groups: ['system:masters'],
  extra: {},
}

/** Throws when the server does not answer as it should. */
export async function discover(
  remote: RemoteService,
  host: string,
  before: Discovered | undefined,
): Promise<Discovered> {
  const asked = { host, user: asker, withinMs }
  const etag = before?.etag
  const answer = await askBackend(remote, { ...asked, path: '/apis', accept: aggregatedType, etag })
  if (answer.status === 304 && before) return before
  if (answer.status === 503) throw new Error('service returned non-success response code: 503')
  if (answer.status === 200 && isAggregated(answer.headers['content-type'] ?? '')) {
    return { resources: resourcesOf(parsed(answer.body), remote), etag: answer.headers.etag }
  }
  const legacy = await askBackend(remote, {
    ...asked,
    path: remote.root,
    accept: 'application/json',
  })
  if (legacy.status !== 200)
    throw new Error(`failed to download legacy discovery: ${legacy.status}`)
  return { resources: fromLegacy(parsed(legacy.body)), etag: undefined }
}

function parsed(body: Buffer): Dict {
  const value: unknown = JSON.parse(body.toString('utf8'))
  if (typeof value === 'object' && value !== null) return value as Dict
  throw new Error('the answer is no object')
}

function isAggregated(contentType: string): boolean {
  const parts = contentType.split(';').map((part) => part.trim())
  return (
    parts[0] === 'application/json' &&
    ['g=apidiscovery.k8s.io', 'v=v2', 'as=APIGroupDiscoveryList'].every((each) =>
      parts.includes(each),
    )
  )
}

function listOf(value: unknown): Dict[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each) : []
}

function resourcesOf(document: Dict, { group, version }: RemoteService): Dict[] {
  const found = listOf(document.items).find((each) => each.metadata?.name === group)
  const served = listOf(found?.versions).find((each) => each.version === version)
  return listOf(served?.resources).map(cleanResource)
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function kindOf(value: Dict | undefined): Dict {
  return { group: text(value?.group), version: text(value?.version), kind: text(value?.kind) }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

/** Only what discovery knows, of the right types: a server cannot break the document of all. */
function cleanResource(entry: Dict): Dict {
  const { shortNames, categories, subresources } = entry
  return {
    resource: text(entry.resource),
    responseKind: kindOf(entry.responseKind),
    scope: text(entry.scope),
    singularResource: text(entry.singularResource),
    verbs: texts(entry.verbs),
    ...(texts(shortNames).length > 0 && { shortNames: texts(shortNames) }),
    ...(texts(categories).length > 0 && { categories: texts(categories) }),
    ...(listOf(subresources).length > 0 && {
      subresources: listOf(subresources).map((each) => ({
        subresource: text(each.subresource),
        responseKind: kindOf(each.responseKind),
        verbs: texts(each.verbs),
      })),
    }),
  }
}

/** A list of resources, subresources beside them, made a tree. */
function fromLegacy(document: Dict): Dict[] {
  const entries = listOf(document.resources)
  const subresourcesOf = (parent: string) =>
    entries
      .filter((each) => text(each.name).startsWith(`${parent}/`))
      .map((each) => ({
        subresource: text(each.name).slice(parent.length + 1),
        responseKind: each,
        verbs: each.verbs,
      }))
  return entries
    .filter((each) => !text(each.name).includes('/'))
    .map((each) =>
      cleanResource({
        ...each,
        resource: each.name,
        responseKind: each,
        scope: each.namespaced === true ? 'Namespaced' : 'Cluster',
        singularResource: each.singularName,
        subresources: subresourcesOf(text(each.name)),
      }),
    )
}
