// in: members of the OpenAPI v2 document → out: the same in the bytes of both of its forms, to be put
// together later.
// Never: a whole document.
import { type GzipPart, gzipPart, inflatePart, storedPart } from '@binnacle/codec'
import type { Dict } from '@binnacle/meta'
import { definitionAround, definitionProto, pathsProto } from './document-proto.ts'

export const wholeForms = ['json', 'proto'] as const
export type WholeForm = (typeof wholeForms)[number]

/** One or more members of an object. In JSON each has a comma before it. */
export type Entry = Readonly<Record<WholeForm, readonly GzipPart[]>>

/** Made once and sent often, so more work than for one answer pays. */
const level = 6
const storedBytesMax = 256

function partOf(plain: Buffer | string): GzipPart {
  const bytes = typeof plain === 'string' ? Buffer.from(plain) : plain
  return bytes.length > storedBytesMax ? gzipPart(bytes, level) : storedPart(bytes)
}

export function pathsEntry(paths: Dict): Entry {
  const text = JSON.stringify(paths).slice(1, -1)
  if (text === '') return { json: [], proto: [] }
  return { json: [partOf(`,${text}`)], proto: [partOf(pathsProto(paths))] }
}

export function definitionEntry(name: string, schema: Dict): Entry {
  return {
    json: [partOf(`,${JSON.stringify(name)}:${JSON.stringify(schema)}`)],
    proto: [partOf(Buffer.concat(definitionProto(name, schema)))],
  }
}

/** The beginning that definitions share. */
export type SharedParts = Readonly<Record<WholeForm, GzipPart>>

export function sharedParts(common: Dict): SharedParts {
  const text = JSON.stringify(common).slice(0, -1)
  return { json: partOf(text), proto: partOf(definitionProto('', common)[1]) }
}

/** The definition of `{ ...common, ...own }`: `own` has at least one member, and extensions alone. */
export function sharedEntry(name: string, common: SharedParts, own: Dict): Entry {
  const { head, tail } = definitionAround(name, common.proto.length, own)
  return {
    json: [
      partOf(`,${JSON.stringify(name)}:`),
      common.json,
      partOf(`,${JSON.stringify(own).slice(1)}`),
    ],
    proto: [partOf(head), common.proto, partOf(tail)],
  }
}

/** The entry's JSON as the first of its object. */
export function withoutComma([first, ...rest]: readonly GzipPart[]): GzipPart[] {
  return first ? [partOf(inflatePart(first).subarray(1)), ...rest] : []
}
