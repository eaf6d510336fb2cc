// in: a bound request → out: its reply, by the verb it asks for. Never: a verb's rules.
import type { Bound, Reply, ResourceRequest } from '@binnacle/exchange'
import { methodNotAllowed } from '@binnacle/meta'
import { convertedTools } from './conversion/converted-tools.ts'
import { create } from './create.ts'
import { remove } from './delete.ts'
import { removeCollection } from './delete-collection.ts'
import { get } from './get.ts'
import { list } from './list.ts'
import { patch } from './patch.ts'
import { serveSubresource } from './subresource.ts'
import { update } from './update.ts'
import type { VerbTools } from './verb-tools.ts'
import { watch } from './watch.ts'

export interface Verbs {
  perform(request: Bound): Promise<Reply>
}

type Verb = (request: ResourceRequest, tools: VerbTools) => Promise<Reply>

const verbs: Readonly<Record<string, Verb>> = {
  get,
  list,
  watch,
  create,
  update,
  patch,
  delete: remove,
  deletecollection: removeCollection,
}

export function createVerbs(tools: VerbTools): Verbs {
  return {
    async perform(request) {
      const { target } = request
      if (target.to === 'page') return await target.serve(request)
      return await performOn(request as ResourceRequest, tools)
    },
  }
}

function performOn(request: ResourceRequest, shared: VerbTools): Promise<Reply> {
  const { verb, subresource } = request.info
  const tools = convertedTools(shared, request.target.def, verb.startsWith('delete'))
  warnOfDeprecation(request)
  if (subresource !== '') return serveSubresource(request, tools)
  const perform = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
  if (perform === undefined) throw methodNotAllowed()
  return perform(request, tools)
}

function warnOfDeprecation({ target, warnings }: ResourceRequest): void {
  const text = target.def.deprecation?.warning
  if (text) warnings.push(text)
}
