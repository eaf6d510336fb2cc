// in: a list query → out: at which revision and from which key it is read. Never: reading.
import { badRequest } from '@binnacle/meta'
import { decodeContinue } from './continue-token.ts'
import type { ListQuery } from './object-store.ts'
import { parseListRevision } from './revision.ts'

export interface ListPlan {
  /** exact: that revision only; least: that one or newer; newest: what etcd has at this moment. */
  readonly at: 'exact' | 'least' | 'newest'
  readonly revision: number
  /** Below the list's own key prefix; '' from its start. */
  readonly startKey: string
  /** The revision came with a continue token, so an expired one gets a fresh token. */
  readonly continued: boolean
  /** 0: none. Upstream ignores a limit when any version will do. */
  readonly limit: number
}

export function planList(query: ListQuery): ListPlan {
  const limit = query.resourceVersion === '0' ? 0 : Math.max(0, query.limit)
  if (query.continue !== '') {
    const from = decodeContinue(query.continue)
    if (query.resourceVersion !== '' && query.resourceVersion !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue')
    }
    const at = from.revision > 0 ? 'exact' : 'newest'
    const revision = Math.max(0, from.revision)
    return { at, revision, startKey: from.startKey, continued: true, limit }
  }
  const base = { startKey: '', continued: false, limit }
  if (query.resourceVersion === '') return { at: 'newest', revision: 0, ...base }
  const revision = parseListRevision(query.resourceVersion)
  const exact =
    query.match === 'Exact' || (query.match === undefined && query.limit > 0 && revision > 0)
  return { at: exact ? 'exact' : 'least', revision, ...base }
}
