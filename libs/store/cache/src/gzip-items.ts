// in: the items of a list, with what comes before and after → out: one gzip stream whose parts are
// kept for the next list.
// Never: the same page compressed twice.
import { type GzipPart, gzipPart, gzipStream } from '@binnacle/codec'
import type { CachedItems, ObjectSpan } from './cached-items.ts'
import type { CachedObject } from './cached-object.ts'
import { itemLength, writeItem } from './join-items.ts'
import type { Leaf } from './tree.ts'

const comma = 0x2c

/** Every item with a comma before it. */
function plainOf(objects: Iterable<CachedObject>, bare: boolean): Buffer {
  let size = 0
  for (const object of objects) size += itemLength(object, bare) + 1
  const out = Buffer.allocUnsafe(size)
  let at = 0
  for (const object of objects) {
    out[at++] = comma
    at = writeItem(object, bare, out, at)
  }
  return out
}

/** A run of items: the first without a comma before it, so that it can begin a list. */
interface Run {
  readonly first: GzipPart
  readonly rest: GzipPart | undefined
}

function runOf(objects: readonly CachedObject[], bare: boolean): Run {
  const first = gzipPart(plainOf(objects.slice(0, 1), bare).subarray(1))
  const rest = objects.length > 1 ? gzipPart(plainOf(objects.slice(1), bare)) : undefined
  return { first, rest }
}

interface LeafRuns {
  bare?: Run
  full?: Run
}

/** Whole leaves are compressed once for as long as they stay as they are. */
function leafRun(leaf: Leaf<CachedObject>, bare: boolean): Run {
  leaf.page ??= {}
  const runs = leaf.page as LeafRuns
  if (bare) {
    runs.bare ??= runOf(leaf.items, true)
    return runs.bare
  }
  runs.full ??= runOf(leaf.items, false)
  return runs.full
}

function spanRun({ leaf, start, end }: ObjectSpan, bare: boolean): Run {
  if (start === 0 && end === leaf.items.length) return leafRun(leaf, bare)
  return runOf(leaf.items.slice(start, end), bare)
}

const commaPart = gzipPart(Buffer.from([comma]))

function* runs(items: CachedItems, bare: boolean): Generator<Run> {
  if (items.spans !== undefined) for (const span of items.spans) yield spanRun(span, bare)
  else if (items.length > 0) yield runOf([...items], bare)
}

function* parts(
  items: CachedItems,
  before: Uint8Array,
  after: Uint8Array,
  bare: boolean,
): Generator<GzipPart> {
  yield gzipPart(before)
  let begun = false
  for (const { first, rest } of runs(items, bare)) {
    if (begun) yield commaPart
    begun = true
    yield first
    if (rest !== undefined) yield rest
  }
  yield gzipPart(after)
}

/** `before` and `after` are what surrounds the items: the list's head with `[`, and `]}`. */
export function gzipItems(
  items: CachedItems,
  bare: boolean,
  before: Uint8Array,
  after: Uint8Array,
): Generator<Buffer> {
  return gzipStream(parts(items, before, after, bare))
}
