// in: a format text and values → out: the filled text. Never: where formats are checked beforehand.
import { goQuote } from '@binnacle/meta'
import { runtimeType, toStringValue } from '../conversions.ts'
import { CelList, CelMap, type CelValue, Duration, Failure, Timestamp, Uint } from '../values.ts'
import { compareText } from '../equality.ts'
import { fixedText, scientificParts } from './float-text.ts'

/** Says which clause refuses a value; thrown and caught within this file and the format check. */
export class FormatError extends Error {}

export interface Clause {
  readonly verb: string
  readonly precision: number | undefined
}

const precisionMax = 1000
const defaultPrecision = 6

/** Texts and clauses in turn. Throws FormatError. `next` is called before each clause, as upstream takes arguments. */
export function readFormat(format: string, next: () => void, use: (clause: Clause) => string) {
  let built = ''
  for (let index = 0; index < format.length; ) {
    const character = format[index] as string
    if (character !== '%') {
      built += character
      index += 1
      continue
    }
    if (format[index + 1] === '%') {
      built += '%'
      index += 2
      continue
    }
    next()
    if (index + 1 >= format.length) throw new FormatError('unexpected end of string')
    const { clause, length } = readClause(format.slice(index + 1))
    built += use(clause)
    index += 1 + length
  }
  return built
}

function readClause(text: string): { clause: Clause; length: number } {
  const shape = /^(?:\.(\d*))?([\s\S]?)/u.exec(text) as RegExpExecArray
  const verb = shape[2] as string
  const head = 'could not parse formatting clause: '
  if (shape[1] !== undefined && verb === '') {
    throw new FormatError(
      `${head}error while parsing precision: could not find end of precision specifier`,
    )
  }
  if (shape[1] === '') {
    const reason =
      'error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax'
    throw new FormatError(`${head}error while parsing precision: ${reason}`)
  }
  if (!'sdfebxXo'.includes(verb)) {
    throw new FormatError(`${head}unrecognized formatting clause ${goQuote(verb)}`)
  }
  const precision = shape[1] === undefined ? undefined : Number(shape[1])
  return { clause: { verb, precision }, length: shape[0].length }
}

export const clauseTexts: Readonly<Record<string, string>> = {
  b: 'only integers and bools can be formatted as binary',
  d: 'decimal clause can only be used on integers',
  e: 'scientific clause can only be used on doubles',
  f: 'fixed-point clause can only be used on doubles',
  o: 'octal clause can only be used on integers',
  s: 'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
  x: 'only integers, byte buffers, and strings can be formatted as hex',
}

export function refuse(verb: string, typeName: string): never {
  throw new FormatError(
    `error during formatting: ${clauseTexts[verb.toLowerCase()]}, was given ${typeName}`,
  )
}

function integerOf(value: CelValue): bigint | undefined {
  return typeof value === 'bigint' ? value : value instanceof Uint ? value.value : undefined
}

function grouped(digits: string): string {
  const [whole, fraction] = digits.split('.') as [string, string?]
  const parted = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? parted : `${parted}.${fraction}`
}

function numberOf(value: CelValue): number | undefined {
  if (typeof value === 'number') return value
  if (value === 'NaN') return Number.NaN
  if (value === 'Infinity') return Infinity
  return value === '-Infinity' ? -Infinity : undefined
}

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN'
  if (Number.isFinite(value)) return undefined
  return value > 0 ? '∞' : '-∞'
}

const superscripts = [...'⁰¹²³⁴⁵⁶⁷⁸⁹']

function raised(exponent: number): string {
  const digits = String(Math.abs(exponent)).padStart(2, '0')
  const high = [...digits].map((digit) => superscripts[Number(digit)]).join('')
  return exponent < 0 ? `⁻${high}` : high
}

function float(value: CelValue, clause: Clause): string {
  const number = numberOf(value)
  if (number === undefined) refuse(clause.verb, runtimeType(value).name)
  const named = special(number)
  const precision = Math.min(clause.precision ?? defaultPrecision, precisionMax)
  if (named !== undefined) return clause.verb === 'e' ? named.padStart(precision) : named
  if (clause.verb === 'f') return grouped(fixedText(number, precision))
  const { digits, exponent } = scientificParts(number, defaultPrecision)
  // cel-go hands the precision on as a width.
  return `${digits}×10${raised(exponent)}`.padStart(precision)
}

function hex(value: CelValue, verb: string): string {
  const integer = integerOf(value)
  let text: string
  if (integer !== undefined) text = integer.toString(16)
  else if (typeof value === 'string' || value instanceof Uint8Array) {
    text = Buffer.from(value as string).toString('hex')
  } else refuse(verb, runtimeType(value).name)
  return verb === 'X' ? text.toUpperCase() : text
}

function one(value: CelValue, clause: Clause): string {
  const integer = integerOf(value)
  switch (clause.verb) {
    case 's':
      return asText(value)
    case 'd':
      return integer === undefined ? refuse('d', runtimeType(value).name) : String(integer)
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0'
      return integer === undefined ? refuse('b', runtimeType(value).name) : integer.toString(2)
    case 'o':
      return integer === undefined ? refuse('o', runtimeType(value).name) : integer.toString(8)
    case 'f':
    case 'e':
      return float(value, clause)
    default:
      return hex(value, clause.verb)
  }
}

function asText(value: CelValue): string {
  if (value === null) return 'null'
  if (value instanceof CelList) return `[${[...value].map(inner).join(', ')}]`
  if (value instanceof CelMap) return mapText(value)
  const text = toStringValue(value)
  if (typeof text === 'string') return text
  return refuse('s', runtimeType(value).name)
}

function innerDouble(value: number): string {
  if (Number.isFinite(value)) return fixedText(value, defaultPrecision)
  return Number.isNaN(value) ? '"NaN"' : value > 0 ? '"+Inf"' : '"-Inf"'
}

/** A value within a list or map. */
function inner(value: CelValue): string {
  if (typeof value === 'number') return innerDouble(value)
  const text = asText(value)
  if (typeof value === 'string') return goQuote(text)
  if (value instanceof Uint8Array) return `b${goQuote(text)}`
  if (value instanceof Timestamp) return `timestamp(${goQuote(text)})`
  return value instanceof Duration ? `duration(${goQuote(text)})` : text
}

function mapText(map: CelMap): string {
  const pairs = [...map.keys()].map((key) => [inner(key), inner(map.find(key) ?? null)] as const)
  pairs.sort((a, b) => compareText(a[0], b[0]))
  return `{${pairs.map(([key, value]) => `${key}:${value}`).join(', ')}}`
}

export function formatText(format: string, values: CelList): CelValue {
  let index = -1
  const next = (): void => {
    index += 1
    if (index >= values.size) throw new FormatError(`index ${index} out of range`)
  }
  try {
    return readFormat(format, next, (clause) => one(values.get(index), clause))
  } catch (error) {
    if (error instanceof FormatError) return new Failure(error.message)
    throw error
  }
}
