// in: a request for a subresource → out: the verb that its rule says. Never: a subresource's own meaning.
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import { kindOf, type SubresourceRule } from '@binnacle/kinds'
import { methodNotAllowed, notFoundError } from '@binnacle/meta'
import { get } from './get.ts'
import { patch } from './patch.ts'
import { subresourceForm, subresourceTools } from './subresource-tools.ts'
import { update } from './update.ts'
import type { VerbTools } from './verb-tools.ts'
import { getView, patchView, updateView } from './view.ts'

export async function serveSubresource(request: ResourceRequest, tools: VerbTools): Promise<Reply> {
  const { def } = request.target
  const { info } = request
  const rule: SubresourceRule | undefined = kindOf(def).subresources?.[info.subresource]
  if (rule === undefined) throw notFoundError(def, info.name)
  if (rule.writes === 'own') {
    if (answersInKind(request)) subresourceForm(request)
    return await rule.serve(request, subresourceTools(tools))
  }
  const isView = rule.writes === 'view'
  switch (info.verb) {
    case 'get':
      return isView ? await getView(request, tools, rule) : await get(request, tools)
    case 'update':
      return isView ? await updateView(request, tools, rule) : await update(request, tools)
    case 'patch':
      return isView ? await patchView(request, tools, rule) : await patch(request, tools)
    default:
      throw methodNotAllowed()
  }
}

/** A create (TokenRequest, Eviction, Binding) looks at Accept first; a connection is no object. */
function answersInKind({ info, target }: ResourceRequest): boolean {
  return info.verb === 'create' && target.subresource?.kind.kind.endsWith('Options') === false
}
