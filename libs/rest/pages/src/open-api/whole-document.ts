// in: the entries of all versions → out: the whole OpenAPI v2 document, in parts, in either form.
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
import { type Entry, type WholeForm, withoutComma } from './whole-entry.ts'

export interface WholeBody {
  /** Bytes of the document. */
  readonly length: number
  /** Bytes of its gzip stream. */
  readonly gzipLength: number
  plain(): Iterable<Buffer> | AsyncIterable<Buffer>
  gzip(): Iterable<Buffer>
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
  const parts = form === 'json' ? jsonParts(shown) : protoParts(shown)
  return {
    length: lengthOf(parts),
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

function jsonParts({ paths, definitions, parameters }: Shown): GzipPart[] {
  const tail = JSON.stringify({ parameters, ...security }).slice(1)
  return [
    storedPart(Buffer.from(`${JSON.stringify(head).slice(0, -1)},"paths":{`)),
    ...members(paths),
    storedPart(Buffer.from('},"definitions":{')),
    ...members(definitions),
    storedPart(Buffer.from(`},${tail}`)),
  ]
}

function members(entries: readonly Entry[]): GzipPart[] {
  const [first, ...rest] = entries.filter(({ json }) => json.length > 0)
  return first ? [...withoutComma(first.json), ...rest.flatMap(({ json }) => json)] : []
}

function protoParts({ paths, definitions }: Shown): GzipPart[] {
  const pathParts = paths.flatMap(({ proto }) => proto)
  const definitionParts = definitions.flatMap(({ proto }) => proto)
  const { beforePaths, beforeDefinitions, behind } = protoFrame(
    { ...head, ...security },
    lengthOf(pathParts),
    lengthOf(definitionParts),
  )
  return [
    storedPart(beforePaths),
    ...pathParts,
    storedPart(beforeDefinitions),
    ...definitionParts,
    storedPart(behind),
  ]
}

function lengthOf(parts: readonly GzipPart[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0)
}

function* plainOf(parts: readonly GzipPart[]): Generator<Buffer> {
  for (const part of parts) yield inflatePart(part)
}

export const portionBytes = 512 * 1024

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
