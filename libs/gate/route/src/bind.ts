// in: an allowed request → out: the same with what serves it, or 404 and 405. Never: the serving itself.
import type { Catalogue, ResourceDef } from '@binnacle/catalogue'
import type { Allowed, Bound, RequestInfo, Target } from '@binnacle/exchange'
import {
  badRequest,
  goQuote,
  internalError,
  methodNotAllowed,
  methodNotSupported,
  notFoundError,
  pathNotFound,
  pathSegmentName,
  unknownError,
} from '@binnacle/meta'
import type { Page, Pages } from './page.ts'
import { pageNotFound } from './page-not-found.ts'

export function bind(request: Allowed, catalogue: Catalogue, pages: Pages): Bound {
  const target = findTarget(request, catalogue, pages)
  return Object.assign(request, { target })
}

function findTarget(request: Allowed, catalogue: Catalogue, pages: Pages): Target {
  const { info } = request
  if (info.path.startsWith('//')) return pageNotFound()
  if (info.isResourceRequest) {
    const def = catalogue.resource(info, info.resource)
    if (def?.custom) return bindCustom(info, def)
    if (def) return bindBuiltin(request.method, info, def)
  }
  const page = pages.find(info)
  if (!page) return nothingThere(info, catalogue)
  if (page.methods && !page.methods.includes(request.method)) throw methodNotAllowed()
  return toPage(page)
}

function toPage(page: Page): Target {
  return { to: 'page', serve: (request) => page.serve(request) }
}

/** Below what the reference's routers claim a Status says so, elsewhere one line of text. */
function nothingThere(info: RequestInfo, catalogue: Catalogue): Target {
  const [first, second] = info.parts
  if (first === 'api' || first === 'version') throw pathNotFound()
  if (first === '.well-known' && second === 'openid-configuration') throw pathNotFound()
  if (first === 'openid' && second === 'v1' && info.parts[2] === 'jwks') throw pathNotFound()
  if (first !== 'apis' || second === undefined) return pageNotFound()
  const known = catalogue.groups.find(({ group }) => group === second)
  const builtin = known?.versions.some((version) =>
    catalogue.resourcesOf({ group: second, version }).some(({ custom }) => !custom),
  )
  if (builtin) throw pathNotFound()
  return pageNotFound()
}

const verbsOfMethod: Readonly<Record<string, readonly [collection: string, item: string]>> = {
  __proto__: null as never,
  GET: ['list', 'get'],
  POST: ['create', ''],
  PUT: ['', 'update'],
  PATCH: ['', 'patch'],
  DELETE: ['deletecollection', 'delete'],
}

function bindBuiltin(method: string, info: RequestInfo, def: ResourceDef): Target {
  const at = placeOf(info)
  const depth = info.parts.length - at.resource
  const byNamespace = at.namespaced
  if (at.watch) return bindWatch(method, info, def, { depth, byNamespace })
  if (byNamespace && !def.namespaced) throw pathNotFound()
  const [collectionVerb, itemVerb] = verbsOfMethod[method] ?? ['', '']
  if (depth === 1) {
    const acrossNamespaces = def.namespaced && !byNamespace
    if (!hasCollection(def) || (acrossNamespaces && !def.verbs.includes('list'))) {
      throw pathNotFound()
    }
    if (!def.verbs.includes(collectionVerb)) throw methodNotAllowed()
    if (acrossNamespaces && collectionVerb !== 'list') throw methodNotAllowed()
    checkPlace(info, def)
    return { to: 'resource', def }
  }
  if (def.namespaced && !byNamespace) throw pathNotFound()
  if (depth === 2) {
    if (!itemVerbs.some((verb) => def.verbs.includes(verb))) throw pathNotFound()
    if (!def.verbs.includes(itemVerb)) throw methodNotAllowed()
    checkPlace(info, def)
    return { to: 'resource', def }
  }
  return bindSubresource(method, info, def, depth)
}

const itemVerbs = ['get', 'update', 'patch', 'delete']

function hasCollection({ verbs }: ResourceDef): boolean {
  return verbs.includes('list') || verbs.includes('create') || verbs.includes('deletecollection')
}

function bindSubresource(
  method: string,
  info: RequestInfo,
  def: ResourceDef,
  depth: number,
): Target {
  const subresource = def.subresources.get(info.subresource)
  if (!subresource) throw pathNotFound()
  const isProxy = subresource.name === 'proxy'
  if (depth > 3 && !isProxy) throw pathNotFound()
  const verb = method === 'POST' ? 'create' : (verbsOfMethod[method]?.[1] ?? '')
  // What a proxy passes on has verbs of every kind, more than discovery shows.
  const passed = isProxy && (method === 'HEAD' || method === 'OPTIONS')
  if (!passed && !subresource.verbs.includes(verb)) throw methodNotAllowed()
  checkPlace(info, def)
  return { to: 'resource', def, subresource }
}

function bindWatch(
  method: string,
  info: RequestInfo,
  def: ResourceDef,
  { depth, byNamespace }: { depth: number; byNamespace: boolean },
): Target {
  const fits = depth === 1 || (depth === 2 && def.namespaced === byNamespace)
  if (!fits || !def.verbs.includes('watch') || (byNamespace && !def.namespaced)) {
    throw pathNotFound()
  }
  if (info.verb !== 'watch') throw pathNotFound()
  if (method !== 'GET') throw methodNotAllowed()
  checkPlace(info, def)
  return { to: 'resource', def }
}

/** Where the resource stands among the segments. */
function placeOf(info: RequestInfo): { resource: number; namespaced: boolean; watch: boolean } {
  const { parts } = info
  let at = info.apiPrefix === 'api' ? 2 : 3
  const watch = parts[at] === 'watch' || parts[at] === 'proxy'
  if (watch) at++
  const namespaced = parts[at] === 'namespaces' && info.resource !== 'namespaces'
  return { resource: namespaced ? at + 2 : at, namespaced, watch }
}

const acrossAll = new Set(['list', 'watch'])

/** The router for resources that users define goes by the verb alone. */
function bindCustom(info: RequestInfo, def: ResourceDef): Target {
  const inNamespace = info.namespace !== ''
  if (inNamespace ? !def.namespaced : def.namespaced && !acrossAll.has(info.verb)) {
    return pageNotFound()
  }
  const subresource = info.subresource === '' ? undefined : def.subresources.get(info.subresource)
  if (info.subresource !== '' && !subresource) throw notFoundError(def, info.name)
  const verbs = subresource ? ['get', 'update', 'patch'] : customVerbs
  if (!verbs.includes(info.verb)) throw methodNotSupported(def, info.verb)
  if (info.name === '' && ['update', 'patch'].includes(info.verb)) {
    throw badRequest('name must be provided')
  }
  checkPlace(info, def)
  return subresource ? { to: 'resource', def, subresource } : { to: 'resource', def }
}

const customVerbs = [...itemVerbs, 'list', 'watch', 'create', 'deletecollection']

/** Refuses names and namespaces that could lead a key elsewhere, in the reference's words. */
function checkPlace(info: RequestInfo, def: ResourceDef): void {
  const { name, namespace, verb } = info
  const named = name !== '' && verb !== 'list' && verb !== 'watch'
  if (named && def.namespaced && namespace === '') {
    throw badRequest('Namespace parameter required.')
  }
  if (named) {
    const wrong = pathSegmentName(name)
    if (wrong.length > 0) {
      throw badRequest(`Name parameter invalid: ${goQuote(name)}: ${wrong.join(';')}`)
    }
  }
  if (!def.namespaced || (namespace !== '.' && namespace !== '..')) return
  if (verb === 'create') {
    const why = pathSegmentName(namespace).join(' ')
    throw internalError(`invalid resource name ${goQuote(namespace)}: [${why}]`)
  }
  const key = `/${def.storage.prefix}/${namespace}${name === '' ? '' : `/${name}`}`
  throw unknownError(`invalid key: ${goQuote(key)}`)
}
