// in: the items of a list, with what comes before and after → out: one gzip stream whose parts are
// kept for the next list.
// Never: the same page compressed twice.
import { constants, crc32, deflateRawSync } from 'node:zlib'
import type { CachedItems, ObjectSpan } from './cached-items.ts'
import type { CachedObject } from './cached-object.ts'
import { combineCrc32 } from './crc32-combine.ts'
import { itemLength, writeItem } from './join-items.ts'
import type { Leaf } from './tree.ts'

/** A part of a gzip stream: deflated blocks that end at a byte and look back at nothing. */
interface Part {
  readonly deflated: Buffer
  readonly crc: number
  readonly length: number
}

const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255])
const lastBlock = Buffer.from([3, 0])
const comma = 0x2c

function deflate(plain: Uint8Array): Part {
  const deflated = deflateRawSync(plain, {
    level: 1,
    finishFlush: constants.Z_FULL_FLUSH,
    windowBits: 15,
    memLevel: 8,
  })
  return { deflated, crc: crc32(plain), length: plain.length }
}

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
  readonly first: Part
  readonly rest: Part | undefined
}

function runOf(objects: readonly CachedObject[], bare: boolean): Run {
  const first = deflate(plainOf(objects.slice(0, 1), bare).subarray(1))
  const rest = objects.length > 1 ? deflate(plainOf(objects.slice(1), bare)) : undefined
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

const commaPart = deflate(Buffer.from([comma]))

function* runs(items: CachedItems, bare: boolean): Generator<Run> {
  if (items.spans !== undefined) for (const span of items.spans) yield spanRun(span, bare)
  else if (items.length > 0) yield runOf([...items], bare)
}

function* parts(items: CachedItems, before: Uint8Array, bare: boolean): Generator<Part> {
  yield deflate(before)
  let begun = false
  for (const { first, rest } of runs(items, bare)) {
    if (begun) yield commaPart
    begun = true
    yield first
    if (rest !== undefined) yield rest
  }
}

/** `before` and `after` are what surrounds the items: the list's head with `[`, and `]}`. */
export function* gzipItems(
  items: CachedItems,
  bare: boolean,
  before: Uint8Array,
  after: Uint8Array,
): Generator<Buffer> {
  let crc = 0
  let length = 0
  yield head
  for (const group of [parts(items, before, bare), [deflate(after)]]) {
    for (const part of group) {
      crc = combineCrc32(crc, part.crc, part.length)
      length += part.length
      yield part.deflated
    }
  }
  const tail = Buffer.allocUnsafe(10)
  lastBlock.copy(tail)
  tail.writeUInt32LE(crc, 2)
  tail.writeUInt32LE(length % 2 ** 32, 6)
  yield tail
}
