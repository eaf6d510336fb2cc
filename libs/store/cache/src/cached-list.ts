// in: a snapshot and a list query → out: the page, as runs of cached objects. Never: waiting.
import {
  encodeContinue,
  isEverything,
  listKey,
  type ListPlan,
  type ListQuery,
  type ObjectList,
  behind,
  type ResourceShape,
  singleName,
  type StoredObject,
} from '@binnacle/objects'
import type { CachedObject } from './cached-object.ts'
import { matcherOf } from './matcher.ts'
import type { Snapshot, Span } from './tree.ts'

export type ObjectSpan = Span<CachedObject>

interface Found {
  readonly spans?: readonly ObjectSpan[]
  readonly items?: readonly CachedObject[]
}

/** The items of a page. `spans` are whole runs of leaves when no selector picked among them. */
export class CachedItems implements Iterable<StoredObject> {
  readonly length: number
  readonly spans: readonly ObjectSpan[] | undefined
  readonly #shape: ResourceShape
  readonly #items: readonly CachedObject[] | undefined

  constructor(shape: ResourceShape, length: number, found: Found) {
    this.#shape = shape
    this.length = length
    this.spans = found.spans
    this.#items = found.items
  }

  *[Symbol.iterator](): Generator<CachedObject> {
    if (this.#items !== undefined) yield* this.#items
    for (const { leaf, start, end } of this.spans ?? []) {
      for (let index = start; index < end; index++) {
        const object = leaf.items[index] as CachedObject
        object.shape ??= this.#shape
        yield object
      }
    }
  }
}

/** A list whose bytes can be had without looking at each item. */
export interface CachedList extends ObjectList {
  readonly items: CachedItems
}

export interface Page {
  readonly list: CachedList
  /** Another page follows. */
  readonly more: boolean
}

interface Cut {
  readonly spans: ObjectSpan[]
  readonly count: number
  readonly last: CachedObject | undefined
}

/** The first `limit` items of the range; 0: all. */
function cut(snapshot: Snapshot<CachedObject>, from: string, to: string, limit: number): Cut {
  const spans: ObjectSpan[] = []
  let count = 0
  let last: CachedObject | undefined
  for (const span of snapshot.spans(from, to)) {
    const room = limit === 0 ? Number.POSITIVE_INFINITY : limit - count
    const end = Math.min(span.end, span.start + room)
    spans.push(end === span.end ? span : { leaf: span.leaf, start: span.start, end })
    count += end - span.start
    last = span.leaf.items[end - 1]
    if (count === limit) break
  }
  return { spans, count, last }
}

function readAll(
  snapshot: Snapshot<CachedObject>,
  { shape, namespace }: ListQuery,
  plan: ListPlan,
  revision: number,
): Page {
  const prefix = listKey(shape, namespace)
  const from = prefix + plan.startKey
  const to = behind(prefix)
  const { spans, count, last } = cut(snapshot, from, to, plan.limit)
  const items = new CachedItems(shape, count, { spans })
  if (plan.limit === 0 || count < plan.limit || last === undefined) {
    return { list: { revision, items }, more: false }
  }
  const startKey = `${last.key}\0`
  const remaining = snapshot.count(startKey, to)
  if (remaining === 0) return { list: { revision, items }, more: false }
  const token = encodeContinue({ startKey: startKey.slice(prefix.length), revision })
  return { list: { revision, items, continue: token, remaining }, more: true }
}

function readSome(
  snapshot: Snapshot<CachedObject>,
  query: ListQuery,
  range: readonly [from: string, to: string],
  limit: number,
  revision: number,
): Page {
  const { shape, namespace, selection } = query
  const prefix = listKey(shape, namespace)
  const [from, to] = range
  const matches = matcherOf({ shape, namespace, selection })
  const found: CachedObject[] = []
  for (const object of snapshot.items(from, to)) {
    object.shape ??= shape
    if (!matches(object)) continue
    found.push(object)
    if (limit === 0 || found.length < limit) continue
    const startKey = `${object.key}\0`
    if (snapshot.count(startKey, to) === 0) break
    const token = encodeContinue({ startKey: startKey.slice(prefix.length), revision })
    const items = new CachedItems(shape, found.length, { items: found })
    return { list: { revision, items, continue: token }, more: true }
  }
  const items = new CachedItems(shape, found.length, { items: found })
  return { list: { revision, items }, more: false }
}

/** `revision` is what the list says it is. */
export function readPage(
  snapshot: Snapshot<CachedObject>,
  query: ListQuery,
  plan: ListPlan,
  revision: number,
): Page {
  const prefix = listKey(query.shape, query.namespace)
  const name = singleName(query)
  if (name !== undefined) {
    const key = `${prefix}${name}`
    return readSome(snapshot, query, [key, `${key}\0`], 0, revision)
  }
  if (isEverything(query.selection)) return readAll(snapshot, query, plan, revision)
  const from = prefix + plan.startKey
  return readSome(snapshot, query, [from, behind(prefix)], plan.limit, revision)
}
