// in: GET of a collection → out: its objects, or a watch when the query asks for one.
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import { kindOf } from '@binnacle/kinds'
import { matchesFields, matchesLabels } from '@binnacle/meta'
import { readListOptions } from './list-options.ts'
import { formOf } from './form.ts'
import { renderList, renderObjects } from './render-list.ts'
import type { VerbTools } from './verb-tools.ts'

export async function list(request: ResourceRequest, tools: VerbTools): Promise<Reply> {
  const { def } = request.target
  const form = formOf(request)
  const options = readListOptions(request)
  const { findOut } = kindOf(def)
  if (findOut) {
    const { labels, fields } = options
    const all = await findOut(tools.surroundings)
    const wanted = all.filter(({ metadata }) => {
      if (labels && !matchesLabels(labels, metadata.labels)) return false
      return !fields || matchesFields(fields, { 'metadata.name': metadata.name ?? '' })
    })
    return renderObjects(def, form, { revision: undefined }, wanted)
  }
  const found = await tools.surroundings.store.list({
    shape: tools.surroundings.shapeOf(def),
    namespace: def.namespaced ? request.info.namespace : '',
    selection: { labels: options.labels, fields: options.fields },
    resourceVersion: options.resourceVersion,
    match: options.match,
    limit: options.limit,
    continue: options.continue,
  })
  return await renderList(def, form, found)
}
