// in: the entries of all versions → out: the whole OpenAPI v2 document, in pieces, in either form.
// Never: how the entries are made.
import {
  type GzipPart,
  gzipStream,
  gzipStreamLength,
  inflatePart,
  storedPart,
} from '@binnacle/codec'
import type { Dict } from '@binnacle/meta'
import { protoFrame } from './document-proto.ts'
import { bearerToken } from './document-v3.ts'
import type { VersionEntries } from './version-entries.ts'
import type { Entry, Piece, WholeForm } from './whole-entry.ts'

export interface WholeBody {
  /** Bytes of the document. */
  readonly length: number
  /** Bytes of its gzip stream. */
  readonly gzipLength: number
  plain(): Generator<Buffer>
  gzip(): Generator<Buffer>
}

/** Entries of versions in the document's order; a later definition stands where an earlier did. */
export function wholeBody(versions: Iterable<VersionEntries>, form: WholeForm): WholeBody {
  const paths: Entry[] = []
  const definitions = new Map<string, Entry>()
  const parameters: Record<string, Dict> = {}
  for (const each of versions) {
    paths.push(...each.paths)
    for (const [name, entry] of each.definitions) definitions.set(name, entry)
    for (const [name, parameter] of each.parameters) parameters[name] = parameter
  }
  const shown = { paths, definitions: [...definitions.values()], parameters }
  const pieces = form === 'json' ? jsonPieces(shown) : protoPieces(shown)
  const parts = gzipParts(pieces)
  return {
    length: lengthOf(pieces),
    gzipLength: gzipStreamLength(parts.reduce((sum, { deflated }) => sum + deflated.length, 0)),
    plain: () => inPortions(plainOf(parts)),
    gzip: () => inPortions(gzipStream(parts)),
  }
}

interface Shown {
  readonly paths: readonly Entry[]
  readonly definitions: readonly Entry[]
  readonly parameters: Record<string, Dict>
}

const head = { swagger: '2.0', info: { title: 'Kubernetes', version: '1.37' } }
const security = {
  securityDefinitions: { BearerToken: bearerToken },
  security: [{ BearerToken: [] }],
}

function jsonPieces({ paths, definitions, parameters }: Shown): Piece[] {
  const tail = JSON.stringify({ parameters, ...security }).slice(1)
  return [
    Buffer.from(`${JSON.stringify(head).slice(0, -1)},"paths":{`),
    ...withCommas(paths),
    Buffer.from('},"definitions":{'),
    ...withCommas(definitions),
    Buffer.from(`},${tail}`),
  ]
}

const comma = Buffer.from(',')

function* withCommas(entries: readonly Entry[]): Generator<Piece> {
  let begun = false
  for (const { json } of entries) {
    if (json.length === 0) continue
    if (begun) yield comma
    begun = true
    yield* json
  }
}

function protoPieces({ paths, definitions }: Shown): Piece[] {
  const pathPieces = paths.flatMap(({ proto }) => proto)
  const definitionPieces = definitions.flatMap(({ proto }) => proto)
  const { beforePaths, beforeDefinitions, behind } = protoFrame(
    { ...head, ...security },
    lengthOf(pathPieces),
    lengthOf(definitionPieces),
  )
  return [beforePaths, ...pathPieces, beforeDefinitions, ...definitionPieces, behind]
}

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}

/** Neighbours that are plain become one part. */
function gzipParts(pieces: readonly Piece[]): GzipPart[] {
  const parts: GzipPart[] = []
  let plain: Buffer[] = []
  const flush = () => {
    if (plain.length > 0) parts.push(storedPart(Buffer.concat(plain)))
    plain = []
  }
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) {
      plain.push(piece)
      continue
    }
    flush()
    parts.push(piece)
  }
  flush()
  return parts
}

function* plainOf(parts: readonly GzipPart[]): Generator<Buffer> {
  for (const part of parts) yield inflatePart(part)
}

const portionBytes = 128 * 1024

/** Small pieces together: each write to a socket has its price. */
function* inPortions(pieces: Iterable<Buffer>): Generator<Buffer> {
  let waiting: Buffer[] = []
  let bytes = 0
  for (const piece of pieces) {
    waiting.push(piece)
    bytes += piece.length
    if (bytes < portionBytes) continue
    yield Buffer.concat(waiting, bytes)
    waiting = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(waiting, bytes)
}
