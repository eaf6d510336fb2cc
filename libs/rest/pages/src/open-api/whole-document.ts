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
import { inPortions } from './portions.ts'
import type { VersionEntries } from './version-entries.ts'
import { type Entry, type WholeForm, withoutComma } from './whole-entry.ts'

export type Pieces = Iterable<Buffer> | AsyncIterable<Buffer>

export interface WholeBody {
  /** Bytes of the document. */
  readonly length: number
  /** Bytes of its gzip stream. */
  readonly gzipLength: number
  plain(): Pieces
  gzip(): Pieces
}

/** Versions are added in the document's order; a later definition stands where an earlier did. */
export class WholeDocument {
  readonly #paths: Entry[] = []
  readonly #definitions = new Map<string, Entry>()
  readonly #parameters: Record<string, Dict> = {}

  add({ paths, definitions, parameters }: VersionEntries): void {
    this.#paths.push(...paths)
    for (const [name, entry] of definitions) this.#definitions.set(name, entry)
    for (const [name, parameter] of parameters) this.#parameters[name] = parameter
  }

  body(form: WholeForm): WholeBody {
    const definitions = [...this.#definitions.values()]
    const shown = { paths: this.#paths, definitions, parameters: this.#parameters }
    const parts = form === 'json' ? jsonParts(shown) : protoParts(shown)
    return {
      length: lengthOf(parts),
      gzipLength: gzipStreamLength(parts.reduce((sum, { deflated }) => sum + deflated.length, 0)),
      plain: () => inPortions(plainOf(parts)),
      gzip: () => inPortions(gzipStream(parts)),
    }
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
