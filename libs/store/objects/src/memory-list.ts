// in: a list query and everything that happened → out: the page.
// Never: cleverness; this is the model.
import { continueExpired, encodeContinue } from './continue-token.ts'
import { planList } from './list-plan.ts'
import type { MemoryStore } from './memory-store.ts'
import type { ListQuery, ObjectList, StoredObject } from './object-store.ts'
import { listExpired, tooLargeRevision } from './revision.ts'
import { attributesOf, isEverything, matches, requiredField } from './selection.ts'

/** All keys below `prefix` as they stood at a revision, in order. */
export function stateAt(
  store: MemoryStore,
  prefix: string,
  revision: number,
): [key: string, object: StoredObject][] {
  const state = new Map<string, StoredObject>()
  for (const change of store.history) {
    if (change.revision > revision) break
    if (!change.key.startsWith(prefix)) continue
    if (change.object === undefined) state.delete(change.key)
    else state.set(change.key, change.object)
  }
  return [...state].sort(([a], [b]) => (a < b ? -1 : 1))
}

export function listPrefix({ shape, namespace }: Pick<ListQuery, 'shape' | 'namespace'>): string {
  return namespace === '' ? `${shape.prefix}/` : `${shape.prefix}/${namespace}/`
}

/** A list of one name reads one key: neither limit nor continue apply. */
export function singleName(query: Pick<ListQuery, 'shape' | 'namespace' | 'selection'>) {
  if (query.shape.namespaced && query.namespace === '') return undefined
  return requiredField(query.selection, 'metadata.name')
}

export function listHistory(store: MemoryStore, query: ListQuery): ObjectList {
  const plan = planList(query)
  const newest = store.revision()
  if (plan.revision > newest) throw tooLargeRevision(plan.revision, newest, 1)
  const revision = plan.at === 'exact' ? plan.revision : newest
  if (revision < store.compacted) {
    throw plan.continued ? continueExpired(plan.startKey) : listExpired()
  }
  const prefix = listPrefix(query)
  const single = singleName(query) !== undefined
  const from = single ? prefix : prefix + plan.startKey
  const rest = stateAt(store, prefix, revision).filter(([key]) => key >= from)
  const limit = single ? 0 : plan.limit
  const items: StoredObject[] = []
  for (const [index, [key, object]] of rest.entries()) {
    if (!matches(query.selection, attributesOf(query.shape, object.view()))) continue
    items.push(object)
    if (limit === 0 || items.length < limit || index === rest.length - 1) continue
    const startKey = `${key.slice(prefix.length)}\0`
    const token = encodeContinue({ startKey, revision })
    const remaining = isEverything(query.selection) ? rest.length - limit : undefined
    return { revision, items, continue: token, remaining }
  }
  return { revision, items }
}
