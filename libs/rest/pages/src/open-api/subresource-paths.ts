// in: a resource → out: the OpenAPI v3 operations of its subresources. Never: its own operations.
import { type ResourceDef, type SubresourceDef, typeOf } from '@binnacle/catalogue'
import type { Dict } from '@binnacle/meta'
import { capital } from './names.ts'
import type { Naming } from './naming.ts'
import { anyBody, content, operation, reference } from './operation.ts'
import {
  optionParameters,
  patchParameters,
  pathParameter,
  queryParameters,
  writeParameters,
} from './parameters.ts'
import { articleOf, patchContent } from './resource-paths.ts'

type Add = (path: string, parameters: readonly Dict[], operations: Dict) => void

export function subresourcePaths(
  def: ResourceDef,
  naming: Naming,
  { own, place }: { own: string; place: readonly Dict[] },
  add: Add,
): void {
  for (const sub of def.subresources.values()) {
    const path = `${own}/${def.resource}/{name}/${sub.name}`
    if (sub.kind.kind.endsWith('Options')) {
      connectPaths(naming, sub, { path, place }, add)
      continue
    }
    const same = ['status', 'finalize', 'approval', 'log', 'resize', 'ephemeralcontainers']
    const named = def.custom || same.includes(sub.name)
    const told = `name of the ${named ? def.kind : sub.kind.kind}`
    const parameters = [pathParameter('name', told), ...place]
    add(path, parameters, operationsOf(naming, sub))
  }
}

function operationsOf(naming: Naming, sub: SubresourceDef): Dict {
  const { gv, def, words, scope, produces } = naming
  const name = schemaOf(naming, sub)
  const isLog = sub.name === 'log'
  const answer = isLog ? content({ type: 'string' }, 'log') : content(reference(name), produces)
  const suffix = `${words}${scope}${def.kind}${capital(sub.name)}`
  const body = produces === 'custom' ? { content: content(reference(name), 'custom') } : undefined
  const sent = { ...(body ?? anyBody(reference(name))), required: true }
  const common = { gv, kind: isLog || def.custom ? naming.kind : sub.kind }
  const operations: Dict = {}
  for (const verb of sub.verbs) {
    if (verb === 'get') {
      const more = isLog
        ? (optionParameters.PodLogOptions ?? [])
        : def.custom
          ? ['resourceVersion']
          : []
      operations.get = operation({
        ...common,
        id: `read${suffix}`,
        description: `read ${sub.name} of the specified ${def.kind}`,
        action: 'get',
        parameters: queryParameters(isLog ? 'PodLogOptions' : 'get', ['pretty', ...more]),
        responses: { 200: answer },
      })
    } else if (verb === 'update') {
      operations.put = operation({
        ...common,
        id: `replace${suffix}`,
        description: `replace ${sub.name} of the specified ${def.kind}`,
        action: 'put',
        parameters: queryParameters('put', ['pretty', ...writeParameters]),
        body: sent,
        responses: { 200: answer, 201: answer },
      })
    } else if (verb === 'patch') {
      operations.patch = operation({
        ...common,
        id: `patch${suffix}`,
        description: `partially update ${sub.name} of the specified ${def.kind}`,
        action: 'patch',
        parameters: queryParameters('patch', ['pretty', ...patchParameters]),
        body: { content: patchContent(produces === 'custom'), required: true },
        responses: def.custom ? { 200: answer } : { 200: answer, 201: answer },
      })
    } else if (verb === 'create') {
      operations.post = operation({
        ...common,
        id: `create${suffix}`,
        description: `create ${sub.name} of ${articleOf(def.kind)}${def.kind}`,
        action: 'post',
        parameters: queryParameters('post', ['pretty', ...writeParameters]),
        body: sent,
        responses: { 200: answer, 201: answer, 202: answer },
      })
    }
  }
  return operations
}

function schemaOf({ def, name }: Naming, { kind }: SubresourceDef): string {
  const same = kind.kind === def.kind && kind.group === def.group
  return same ? name : (typeOf(kind)?.name ?? name)
}

const proxyMethods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch']

function connectPaths(
  naming: Naming,
  sub: SubresourceDef,
  { path, place }: { path: string; place: readonly Dict[] },
  add: Add,
): void {
  const isProxy = sub.name === 'proxy'
  const methods = isProxy ? proxyMethods : ['get', 'post']
  const connect = (suffix: string) => {
    const operations: Dict = {}
    for (const method of methods) {
      operations[method] = operation({
        gv: naming.gv,
        id: `connect${naming.words}${capital(method)}${naming.scope}${naming.def.kind}${capital(sub.name)}${suffix}`,
        description: `connect ${method.toUpperCase()} requests to ${sub.name} of ${naming.def.kind}`,
        action: 'connect',
        kind: sub.kind,
        parameters: queryParameters(sub.kind.kind, optionParameters[sub.kind.kind] ?? []),
        responses: { 200: { '*/*': { schema: { type: 'string' } } } },
      })
    }
    return operations
  }
  const named = [pathParameter('name', `name of the ${sub.kind.kind}`), ...place]
  add(path, named, connect(''))
  if (!isProxy) return
  const inner = [...named, pathParameter('path', 'path to the resource')]
  add(`${path}/{path}`, inner, connect('WithPath'))
}
