// in: the bytes of a body → out: the JSON value in it and what a strict reader finds. Never: types.
import { isUtf8 } from 'node:buffer'
import type { ObjectType } from '@binnacle/catalogue'
import { plainNumbers } from '@binnacle/schema'
import type { Format } from './negotiate.ts'
import { parseJson, SyntaxFault } from './parse-json.ts'
import { parseProtobuf } from './parse-protobuf.ts'
import { inByteOrder } from './in-byte-order.ts'
import { parseYaml } from './parse-yaml.ts'
import { type RepeatedMembers, repeatedMembers } from './repeated-members.ts'
import { countMembers, scanJson } from './scan-json.ts'
import { type KnownMembers, strictErrors } from './strict-errors.ts'

export interface ParsedDocument {
  readonly value: unknown
  /** Duplicate keys of a YAML text, each with its line. */
  readonly yamlDuplicates: readonly string[]
  /** Unknown and duplicate fields in order, when a JSON text has duplicates; else undefined. */
  jsonErrors(type: ObjectType | KnownMembers | undefined): string[] | undefined
  /** What duplicates in a JSON text hide; undefined without them. */
  repeated?(): RepeatedMembers | undefined
}

/** Throws SyntaxFault in the words of the reference. An empty JSON text is a fault, an empty YAML null. */
export function decodeDocument(bytes: Uint8Array, format: Format): ParsedDocument {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (format === 'yaml') return decodeYaml(buffer)
  if (format === 'protobuf') {
    return { value: parseProtobuf(buffer), yamlDuplicates: [], jsonErrors: () => undefined }
  }
  const text = buffer.toString()
  const { value, traits } = parseJson(text)
  // Counted now: decoding changes the value in place.
  const hasDuplicates = countMembers(value) !== traits.members
  return {
    value,
    yamlDuplicates: [],
    jsonErrors: (type) => (hasDuplicates ? strictErrors(text, type) : undefined),
    repeated: () => (hasDuplicates ? repeatedMembers(text, value) : undefined),
  }
}

function decodeYaml(buffer: Buffer): ParsedDocument {
  if (!isUtf8(buffer)) throw new SyntaxFault('yaml: invalid leading UTF-8 octet')
  const text = buffer.toString()
  const jsonLike = jsonInYaml(text)
  const { value, duplicates } = jsonLike ?? parseYaml(text)
  // The reference makes JSON of it, sorted: faults are named in that order.
  return { value: inByteOrder(value), yamlDuplicates: duplicates, jsonErrors: () => undefined }
}

/** Most clients send JSON under the name of YAML, which reads it alike where no key comes twice. */
function jsonInYaml(text: string): { value: unknown; duplicates: string[] } | undefined {
  if (!/^\s*\{/.test(text)) return undefined
  const { members, depth } = scanJson(text)
  if (depth > 1000) return undefined
  try {
    const { value } = parseJson(text)
    if (countMembers(value) !== members) return undefined
    return { value: plainNumbers(value), duplicates: [] }
  } catch {
    return undefined
  }
}
