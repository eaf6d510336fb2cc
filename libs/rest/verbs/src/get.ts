// in: GET of an object → out: its bytes, in the form asked for.
import type { ResourceDef } from '@binnacle/catalogue'
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import { kindOf } from '@binnacle/kinds'
import {
  badRequest,
  invalid,
  errorText,
  notFoundError,
  unknownError,
  goQuote,
} from '@binnacle/meta'
import { formOf } from './form.ts'
import { queryBoolean, queryText } from './query-values.ts'
import { replyObject } from './render.ts'
import { replyStored } from './reply-stored.ts'
import type { VerbTools } from './verb-tools.ts'

export async function get(request: ResourceRequest, tools: VerbTools): Promise<Reply> {
  const { def } = request.target
  const { info, query } = request
  const form = formOf(request)
  if (queryBoolean(query, 'export')) {
    throw badRequest('the export parameter, deprecated since v1.14, is no longer supported')
  }
  const place = {
    shape: tools.surroundings.shapeOf(def),
    namespace: def.namespaced ? info.namespace : '',
    name: info.name,
  }
  const version = queryText(query, 'resourceVersion')
  refuseBadVersion(version, def)
  const { findOut, notFoundAs } = kindOf(def)
  if (findOut) {
    const [found] = await findOut(tools.surroundings, info.name)
    if (found === undefined) throw notFoundError(notFoundAs ?? def, info.name)
    return replyObject.render({ def }, form, 200, found)
  }
  const stored = await tools.surroundings.store.get(place, version)
  if (stored === undefined) throw notFoundError(notFoundAs ?? def, info.name)
  return await replyStored({ def, tools }, form, stored)
}

/** The reference answers 500 here, to a list 400; events have no cache there: as to a list. */
function refuseBadVersion(version: string, { resource }: ResourceDef): void {
  if (/^\d*$/.test(version)) return
  const text = `strconv.ParseUint: parsing ${goQuote(version)}: invalid syntax`
  const wrong = errorText(invalid('resourceVersion', version, text))
  throw resource === 'events'
    ? badRequest(`invalid resource version: ${wrong}`)
    : unknownError(wrong)
}
