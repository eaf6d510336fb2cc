// in: the text of a JSON document → out: its value, numbers exact. Never: types of the API.
import { NumberLiteral } from '@binnacle/schema'
import { jsonSyntaxError } from './json-syntax-error.ts'
import { type JsonTraits, scanJson } from './scan-json.ts'

export const jsonDepthMax = 10_000

/** Words of Go's decoder in `message`. */
export class SyntaxFault extends Error {}

export interface ParsedJson {
  readonly value: unknown
  readonly traits: JsonTraits
}

export function parseJson(text: string): ParsedJson {
  const traits = scanJson(text)
  if (traits.depth > jsonDepthMax) throw new SyntaxFault(tooDeep(text))
  let value: unknown
  try {
    value = traits.oddNumbers ? JSON.parse(text, exactNumber) : JSON.parse(text)
  } catch {
    throw new SyntaxFault(jsonSyntaxError(text))
  }
  if (/\\u[dD]/.test(text)) value = wellFormed(value)
  return { value, traits }
}

/** A fault before the depth is passed counts first. */
function tooDeep(text: string): string {
  return jsonSyntaxError(text)
}

const int64Max = 2n ** 63n - 1n
const int64Min = -(2n ** 63n)

function exactNumber(this: unknown, _key: string, value: unknown, context?: { source: string }) {
  if (typeof value !== 'number' || context === undefined) return value
  const { source } = context
  if (/^-?\d+$/.test(source)) {
    if (Number.isSafeInteger(value)) return value
    const exact = BigInt(source)
    return exact >= int64Min && exact <= int64Max ? exact : new NumberLiteral(source)
  }
  return String(value) === source ? value : new NumberLiteral(source)
}

/** Halves of surrogate pairs become U+FFFD, as in Go; only for texts with such escapes. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(wellFormed)
  if (typeof value !== 'object' || value === null || value instanceof NumberLiteral) return value
  const entries = Object.entries(value).map(([k, v]) => [k.toWellFormed(), wellFormed(v)])
  return Object.fromEntries(entries)
}
