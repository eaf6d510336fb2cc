// in: a snapshot and a list query → out: the page, as runs of cached objects. Never: waiting.
import {
  encodeContinue,
  isEverything,
  listKey,
  type ListPlan,
  type ListQuery,
  type ObjectList,
  behind,
  type Selection,
  singleName,
} from '@binnacle/objects'
import { CachedItems, type ObjectSpan } from './cached-items.ts'
import type { CachedObject } from './cached-object.ts'
import { gzipItems } from './gzip-items.ts'
import { joinItems, recyclePiece } from './join-items.ts'
import { likelyItems } from './leaf-labels.ts'
import { matcherOf } from './matcher.ts'
import type { Snapshot } from './tree.ts'

/** A list whose bytes can be had without looking at each item. */
export class CachedList implements ObjectList {
  readonly revision: number
  readonly items: CachedItems
  readonly continue: string | undefined
  readonly remaining: number | undefined

  constructor(revision: number, items: CachedItems, token?: string, remaining?: number) {
    this.revision = revision
    this.items = items
    this.continue = token
    this.remaining = remaining
  }

  joined(bare: boolean): Iterable<Buffer> {
    return joinItems(this.items, bare)
  }

  recycle(piece: Uint8Array): void {
    recyclePiece(piece)
  }

  gzipped(bare: boolean, before: Uint8Array, after: Uint8Array): Iterable<Buffer> {
    return gzipItems(this.items, bare, before, after)
  }
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
    return { list: new CachedList(revision, items), more: false }
  }
  const startKey = `${last.key}\0`
  const remaining = snapshot.count(startKey, to)
  if (remaining === 0) return { list: new CachedList(revision, items), more: false }
  const token = encodeContinue({ startKey: startKey.slice(prefix.length), revision })
  return { list: new CachedList(revision, items, token, remaining), more: true }
}

/** The objects of the range, without most of those whose labels do not match. */
function* likely(
  snapshot: Snapshot<CachedObject>,
  from: string,
  to: string,
  selection: Selection | undefined,
): Generator<CachedObject> {
  const requirements = selection?.labels?.requirements ?? []
  for (const span of snapshot.spans(from, to)) yield* likelyItems(span, requirements)
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
  for (const object of likely(snapshot, from, to, selection)) {
    object.shape ??= shape
    if (!matches(object)) continue
    found.push(object)
    if (limit === 0 || found.length < limit) continue
    const startKey = `${object.key}\0`
    if (snapshot.count(startKey, to) === 0) break
    const token = encodeContinue({ startKey: startKey.slice(prefix.length), revision })
    const items = new CachedItems(shape, found.length, { items: found })
    return { list: new CachedList(revision, items, token), more: true }
  }
  const items = new CachedItems(shape, found.length, { items: found })
  return { list: new CachedList(revision, items), more: false }
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
