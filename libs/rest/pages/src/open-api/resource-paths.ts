// in: a resource → out: its OpenAPI v3 paths. Never: schemas.
import type { ResourceDef } from '@binnacle/catalogue'
import type { Dict } from '@binnacle/meta'
import { groupPath, kindWords, type Naming } from './naming.ts'
import { anyBody, content, metaName, operation, reference } from './operation.ts'
import {
  deleteCollectionParameters,
  deleteParameters,
  listParameters,
  patchParameters,
  pathParameter,
  queryParameters,
  writeParameters,
} from './parameters.ts'
import { hoist } from './hoist.ts'
import { subresourcePaths } from './subresource-paths.ts'

/** Kinds whose DELETE answers the object in place of a Status. */
const answersObject = new Set([
  'CSIDriver',
  'CSINode',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Pod',
  'PodTemplate',
  'ResourceClaim',
  'ResourceClaimTemplate',
  'ResourceQuota',
  'DeviceClass',
  'ResourceSlice',
  'Service',
  'ServiceAccount',
  'StorageClass',
  'VolumeAttachment',
  'VolumeAttributesClass',
])

export type Paths = Record<string, Dict>

export function resourcePaths(def: ResourceDef, paths: Paths): void {
  const naming = kindWords(def)
  const root = groupPath(def)
  const own = def.namespaced ? `${root}/namespaces/{namespace}` : root
  const place = def.namespaced ? [pathParameter('namespace', namespaceText)] : []
  const has = (verb: string) => def.verbs.includes(verb)
  if (def.namespaced && has('list')) {
    addPath(paths, `${root}/${def.resource}`, [], {
      get: listOperation(naming, 'ForAllNamespaces'),
    })
  }
  const collection: Dict = {}
  if (has('list')) collection.get = listOperation(naming, '')
  if (has('create')) collection.post = createOperation(naming)
  if (has('deletecollection')) collection.delete = deleteCollectionOperation(naming)
  addPath(paths, `${own}/${def.resource}`, place, collection)
  const item: Dict = {}
  if (has('get')) item.get = readOperation(naming)
  if (has('update')) item.put = replaceOperation(naming)
  if (has('delete')) item.delete = deleteOperation(naming)
  if (has('patch')) item.patch = patchOperation(naming)
  const named = [pathParameter('name', `name of the ${def.kind}`), ...place]
  addPath(paths, `${own}/${def.resource}/{name}`, named, item)
  subresourcePaths(def, naming, { own, place }, (path, parameters, operations) =>
    addPath(paths, path, parameters, operations),
  )
  if (has('watch') && !def.custom) watchPaths(def, naming, paths, named)
}

const namespaceText = 'object name and auth scope, such as for teams and projects'

function addPath(paths: Paths, path: string, place: readonly Dict[], operations: Dict): void {
  if (Object.keys(operations).length > 0) paths[path] = hoist(operations, place)
}

function listOperation({ def, gv, kind, words, scope, listName, produces }: Naming, all: string) {
  const schema = reference(listName)
  const watched = def.custom ? 'custom' : 'watched'
  const verb = def.verbs.includes('watch') || def.custom ? 'list or watch' : 'list'
  return operation({
    gv,
    id: `list${words}${all === '' ? scope : ''}${def.kind}${all}`,
    description: `${def.custom ? 'list' : verb} objects of kind ${def.kind}`,
    action: 'list',
    kind,
    parameters: queryParameters('list', ['pretty', ...listParameters]),
    responses: { 200: content(schema, produces === 'custom' ? 'custom' : watched) },
  })
}

function createOperation({ def, gv, kind, words, scope, name, produces }: Naming): Dict {
  const answer = content(reference(name), produces)
  return operation({
    gv,
    id: `create${words}${scope}${def.kind}`,
    description: `create ${articleOf(def.kind)}${def.kind}`,
    action: 'post',
    kind,
    parameters: queryParameters('post', ['pretty', ...writeParameters]),
    body: bodyOf(name, produces),
    responses: { 200: answer, 201: answer, 202: answer },
  })
}

/** With a space behind it; plurals have none. */
export function articleOf(kind: string): string {
  if (/[^s]s$/.test(kind)) return ''
  return /^[AEIOU]/i.test(kind) ? 'an ' : 'a '
}

function bodyOf(name: string, produces: Naming['produces']): Dict {
  const schema = reference(name)
  const body = produces === 'custom' ? { content: content(schema, 'custom') } : anyBody(schema)
  return { ...body, required: true }
}

function deleteBody({ produces }: Naming): Dict {
  const schema = reference(`${metaName}DeleteOptions`)
  return produces === 'custom' ? { content: content(schema, 'custom') } : anyBody(schema)
}

function deleteCollectionOperation(naming: Naming): Dict {
  const { def, gv, kind, words, scope, produces } = naming
  return operation({
    gv,
    id: `delete${words}Collection${scope}${def.kind}`,
    description: `delete collection of ${def.kind}`,
    action: 'deletecollection',
    kind,
    parameters: queryParameters('deletecollection', [
      'pretty',
      ...(def.custom ? customCollection : deleteCollectionParameters),
    ]),
    ...(def.custom ? {} : { body: deleteBody(naming) }),
    responses: { 200: content(reference(`${metaName}Status`), produces) },
  })
}

const customCollection = listParameters

function readOperation({ def, gv, kind, words, scope, name, produces }: Naming): Dict {
  return operation({
    gv,
    id: `read${words}${scope}${def.kind}`,
    description: `read the specified ${def.kind}`,
    action: 'get',
    kind,
    parameters: queryParameters('get', ['pretty', ...(def.custom ? ['resourceVersion'] : [])]),
    responses: { 200: content(reference(name), produces) },
  })
}

function replaceOperation({ def, gv, kind, words, scope, name, produces }: Naming): Dict {
  const answer = content(reference(name), produces)
  return operation({
    gv,
    id: `replace${words}${scope}${def.kind}`,
    description: `replace the specified ${def.kind}`,
    action: 'put',
    kind,
    parameters: queryParameters('put', ['pretty', ...writeParameters]),
    body: bodyOf(name, produces),
    responses: { 200: answer, 201: answer },
  })
}

function deleteOperation(naming: Naming): Dict {
  const { def, gv, kind, words, scope, name, produces } = naming
  const answered = answersObject.has(def.kind) && !def.custom ? name : `${metaName}Status`
  const answer = content(reference(answered), produces)
  return operation({
    gv,
    id: `delete${words}${scope}${def.kind}`,
    description: `delete ${articleOf(def.kind)}${def.kind}`,
    action: 'delete',
    kind,
    parameters: queryParameters('delete', ['pretty', ...deleteParameters]),
    body: deleteBody(naming),
    responses: { 200: answer, 202: answer },
  })
}

const patchTypes = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
]

export function patchContent(custom: boolean): Dict {
  const types = custom ? patchTypes.filter((type) => !type.includes('strategic')) : patchTypes
  const schema = reference(`${metaName}Patch`)
  return Object.fromEntries(types.map((type) => [type, { schema }]))
}

function patchOperation({ def, gv, kind, words, scope, name, produces }: Naming): Dict {
  const answer = content(reference(name), produces)
  return operation({
    gv,
    id: `patch${words}${scope}${def.kind}`,
    description: `partially update the specified ${def.kind}`,
    action: 'patch',
    kind,
    parameters: queryParameters('patch', ['pretty', ...patchParameters]),
    body: { content: patchContent(produces === 'custom'), required: true },
    responses: def.custom ? { 200: answer } : { 200: answer, 201: answer },
  })
}

function watchPaths(def: ResourceDef, naming: Naming, paths: Paths, named: readonly Dict[]): void {
  const root = `${groupPath(def)}/watch`
  const own = def.namespaced ? `${root}/namespaces/{namespace}` : root
  const place = named.slice(1)
  const watch = (id: string, action: string, description: string) => ({
    get: operation({
      gv: naming.gv,
      id: `watch${naming.words}${id}`,
      description,
      action,
      kind: naming.kind,
      parameters: queryParameters('list', ['pretty', ...listParameters]),
      responses: { 200: content(reference(`${metaName}WatchEvent`), 'watched') },
    }),
  })
  const lists = `watch individual changes to a list of ${def.kind}. deprecated: use the 'watch' parameter with a list operation instead.`
  const items = `watch changes to an object of kind ${def.kind}. deprecated: use the 'watch' parameter with a list operation instead, filtered to a single item with the 'fieldSelector' parameter.`
  if (def.namespaced) {
    const id = `${def.kind}ListForAllNamespaces`
    addPath(paths, `${root}/${def.resource}`, [], watch(id, 'watchlist', lists))
  }
  const listId = `${naming.scope}${def.kind}List`
  addPath(paths, `${own}/${def.resource}`, place, watch(listId, 'watchlist', lists))
  if (!def.verbs.includes('get')) return
  const itemId = `${naming.scope}${def.kind}`
  addPath(paths, `${own}/${def.resource}/{name}`, named, watch(itemId, 'watch', items))
}
