// in: an object → out: its stored JSON, and the place of resourceVersion in it.
// Never: what a kind means.
import type { KubeObject } from '@binnacle/meta'
import { canonicalOrder } from '@binnacle/schema'

interface WithSource {
  readonly source?: string
}

function exactNumber(_key: string, value: unknown, context: WithSource): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const { source } = context
  return source !== undefined && /^-?[0-9]+$/.test(source) ? BigInt(source) : value
}

/** Many digits where a number may begin: digests have them too, and cost nothing. */
const longNumber = /[:,[]\s*-?[0-9]{16}/

/** Integers beyond 2^53 become bigint. */
export function parseObject(text: string): KubeObject {
  if (!longNumber.test(text)) return JSON.parse(text) as KubeObject
  return JSON.parse(text, exactNumber as never) as KubeObject
}

/** The JSON as it is stored: without resourceVersion and selfLink. `object` is left alone. */
export function encodeObject(object: KubeObject): Buffer {
  const ordered = canonicalOrder(object)
  const { metadata } = ordered
  if (metadata?.resourceVersion === undefined && metadata?.selfLink === undefined) {
    return Buffer.from(JSON.stringify(ordered))
  }
  const bare = { ...metadata, resourceVersion: undefined, selfLink: undefined }
  return Buffer.from(JSON.stringify({ ...ordered, metadata: bare }))
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function skipSpace(json: Uint8Array, start: number): number {
  let at = start
  while (isSpace(json[at])) at++
  return at
}

function afterString(json: Uint8Array, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    const byte = json[at]
    if (byte === backslash) at++
    else if (byte === quote) return at + 1
  }
  return json.length
}

function afterValue(json: Uint8Array, start: number): number {
  const first = json[start]
  if (first === quote) return afterString(json, start)
  let at = start
  if (first !== openBrace && first !== openBracket) {
    while (at < json.length) {
      const byte = json[at]
      if (byte === comma || byte === closeBrace || byte === closeBracket || isSpace(byte)) break
      at++
    }
    return at
  }
  let depth = 0
  while (at < json.length) {
    const byte = json[at]
    if (byte === quote) {
      at = afterString(json, at)
      continue
    }
    if (byte === openBrace || byte === openBracket) depth++
    else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) return at + 1
    at++
  }
  return at
}

interface Member {
  readonly key: string
  readonly keyAt: number
  readonly valueAt: number
  readonly end: number
}

/** The members of the object that starts at `start`, one after another. */
function* members(json: Buffer, start: number): Generator<Member> {
  let at = skipSpace(json, start + 1)
  while (at < json.length && json[at] === quote) {
    const keyEnd = afterString(json, at)
    const key = json.toString('latin1', at + 1, keyEnd - 1)
    const colonAt = skipSpace(json, keyEnd)
    if (json[colonAt] !== colon) return
    const valueAt = skipSpace(json, colonAt + 1)
    const end = afterValue(json, valueAt)
    yield { key, keyAt: at, valueAt, end }
    at = skipSpace(json, end)
    if (json[at] !== comma) return
    at = skipSpace(json, at + 1)
  }
}

export interface SplicePoint {
  readonly at: number
  /** What goes around `"resourceVersion":"N"` there. */
  readonly before: string
  readonly after: string
  /** Where the member behind kind and apiVersion starts; 0 when these are not the first two. */
  readonly bodyAt: number
}

const beforeRevision = new Set(['name', 'generateName', 'namespace', 'selfLink', 'uid'])

/** Typed objects carry resourceVersion behind uid; objects with sorted members before it. */
function inMetadata(json: Buffer, start: number): Omit<SplicePoint, 'bodyAt'> {
  let sorted: boolean | undefined
  let last: Member | undefined
  for (const member of members(json, start)) {
    sorted ??= member.key !== 'name' && member.key !== 'generateName'
    const behind = sorted ? member.key < 'resourceVersion' : beforeRevision.has(member.key)
    if (!behind) return { at: member.keyAt, before: '', after: ',' }
    last = member
  }
  if (last === undefined) return { at: start + 1, before: '', after: '' }
  return { at: last.end, before: ',', after: '' }
}

/** Where resourceVersion belongs in `json`; undefined when it is no object with metadata. */
export function splicePoint(json: Buffer): SplicePoint | undefined {
  const start = skipSpace(json, 0)
  if (json[start] !== openBrace) return undefined
  let typed = 0
  let bodyAt = 0
  for (const member of members(json, start)) {
    if (typed === 2 && bodyAt === 0) bodyAt = member.keyAt
    if (member.key === 'kind' || member.key === 'apiVersion') typed++
    if (member.key !== 'metadata') continue
    if (json[member.valueAt] !== openBrace) return undefined
    return { ...inMetadata(json, member.valueAt), bodyAt }
  }
  return undefined
}

/** metadata.labels, read without looking at the rest. */
export function labelsOf(json: Buffer): Record<string, string> | undefined {
  for (const member of members(json, skipSpace(json, 0))) {
    if (member.key !== 'metadata') continue
    for (const inner of members(json, member.valueAt)) {
      if (inner.key === 'managedFields') return undefined
      if (inner.key !== 'labels') continue
      const labels = JSON.parse(json.toString('utf8', inner.valueAt, inner.end))
      return (labels ?? undefined) as Record<string, string> | undefined
    }
    return undefined
  }
  return undefined
}

/** `length` of the JSON without white space at its end: the reference stores a line break there. */
export function trimmedLength(json: Uint8Array): number {
  let length = json.length
  while (length > 0 && isSpace(json[length - 1])) length--
  return length
}

export function revisionMember(point: SplicePoint, revision: number): string {
  return `${point.before}"resourceVersion":"${revision}"${point.after}`
}

/** The object's JSON with its resourceVersion in it. */
export function withRevision(json: Buffer, point: SplicePoint, revision: number): Buffer {
  const member = revisionMember(point, revision)
  const length = trimmedLength(json)
  const out = Buffer.allocUnsafe(length + member.length)
  json.copy(out, 0, 0, point.at)
  out.write(member, point.at, 'latin1')
  json.copy(out, point.at + member.length, point.at, length)
  return out
}
