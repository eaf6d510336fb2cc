// in: members of the OpenAPI v2 document → out: the same in the bytes of both of its forms, to be put
// together later.
// Never: a whole document.
import { type GzipPart, gzipPart } from '@binnacle/codec'
import type { Dict } from '@binnacle/meta'
import { definitionAround, definitionProto, pathsProto } from './document-proto.ts'

export const wholeForms = ['json', 'proto'] as const
export type WholeForm = (typeof wholeForms)[number]

/** Few bytes as they are, many compressed. Both have a `length`, that of the plain bytes. */
export type Piece = Buffer | GzipPart

/** One or more members of an object, without a comma before or behind them. */
export type Entry = Readonly<Record<WholeForm, readonly Piece[]>>

/** Made once and sent often, so more work than for one answer pays. */
const level = 6
const plainBytesMax = 256

function pieceOf(plain: Buffer): Piece {
  return plain.length > plainBytesMax ? gzipPart(plain, level) : kept(plain)
}

/** Out of the pool, of which a few bytes would keep many. */
function kept(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(copy)
  return copy
}

export function pathsEntry(paths: Dict): Entry {
  const text = JSON.stringify(paths).slice(1, -1)
  if (text === '') return { json: [], proto: [] }
  return { json: [pieceOf(Buffer.from(text))], proto: [pieceOf(pathsProto(paths))] }
}

export function definitionEntry(name: string, schema: Dict): Entry {
  const text = `${JSON.stringify(name)}:${JSON.stringify(schema)}`
  return {
    json: [pieceOf(Buffer.from(text))],
    proto: [pieceOf(Buffer.concat(definitionProto(name, schema)))],
  }
}

export interface SharedPieces {
  readonly json: Piece
  readonly proto: Piece
}

/** Of the beginning that definitions share. */
export function sharedPieces(common: Dict): SharedPieces {
  const text = JSON.stringify(common).slice(0, -1)
  return { json: pieceOf(Buffer.from(text)), proto: pieceOf(definitionProto('', common)[1]) }
}

/** The definition of `{ ...common, ...own }`: `own` has at least one member, and extensions alone. */
export function sharedEntry(name: string, common: SharedPieces, own: Dict): Entry {
  const { head, tail } = definitionAround(name, common.proto.length, own)
  return {
    json: [
      pieceOf(Buffer.from(`${JSON.stringify(name)}:`)),
      common.json,
      pieceOf(Buffer.from(`,${JSON.stringify(own).slice(1)}`)),
    ],
    proto: [pieceOf(head), common.proto, pieceOf(tail)],
  }
}
