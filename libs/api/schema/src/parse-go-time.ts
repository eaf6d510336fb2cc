// in: a time as a client wrote it → out: the text that is stored, or Go's words on what is wrong.
import { formatTime, goQuote } from '@binnacle/meta'
import { DecodeError } from './decode-error.ts'

const secondLayout = '2006-01-02T15:04:05Z07:00'
const microLayout = '2006-01-02T15:04:05.000000Z07:00'

/** RFC 3339 read as Go reads it, written in UTC with whole seconds. */
export function parseGoTime(text: string): string {
  return read(text, secondLayout).seconds
}

/** The same with six fraction digits, which must all be there. */
export function parseGoMicroTime(text: string): string {
  const { seconds, micros } = read(text, microLayout)
  return `${seconds.slice(0, -1)}.${micros}Z`
}

interface Moment {
  readonly seconds: string
  readonly micros: string
}

const steps: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^\d\d/, '01'],
  [/^-/, '-'],
  [/^[\d ]\d/, '02'],
  [/^T/, 'T'],
  [/^\d\d?/, '15'],
  [/^:/, ':'],
  [/^\d\d/, '04'],
  [/^:/, ':'],
  [/^\d\d/, '05'],
]

function read(text: string, layout: string): Moment {
  const fail = (rest: string, element: string) =>
    new DecodeError(
      `parsing time ${goQuote(text)} as ${goQuote(layout)}: cannot parse ${goQuote(rest)} as ${goQuote(element)}`,
    )
  const outOfRange = (what: string) =>
    new DecodeError(`parsing time ${goQuote(text)}: ${what} out of range`)
  let rest = text
  const numbers: number[] = []
  for (const [pattern, element] of steps) {
    const found = pattern.exec(rest)?.[0]
    if (found === undefined) throw fail(rest, element)
    rest = rest.slice(found.length)
    if (element.length > 1) numbers.push(Number(found))
    if (element === '01' && !between(1, numbers.at(-1), 12)) throw outOfRange('month')
    if (element === '15' && !between(0, numbers.at(-1), 23)) throw outOfRange('hour')
    if (element === '04' && !between(0, numbers.at(-1), 59)) throw outOfRange('minute')
    if (element === '05' && !between(0, numbers.at(-1), 59)) throw outOfRange('second')
  }
  const fraction = /^[.,](\d+)/.exec(rest)
  if (layout === microLayout && fraction?.[1]?.length !== 6) throw fail(rest, '.000000')
  if (fraction) rest = rest.slice(fraction[0].length)
  const zone = /^(?:Z|([+-])(\d\d):(\d\d))/.exec(rest)
  if (zone === null) throw fail(rest, 'Z07:00')
  if (Number(zone[2] ?? 0) > 24) throw outOfRange('time zone offset hour')
  if (Number(zone[3] ?? 0) > 60) throw outOfRange('time zone offset minute')
  rest = rest.slice(zone[0].length)
  if (rest !== '') {
    throw new DecodeError(`parsing time ${goQuote(text)}: extra text: ${goQuote(rest)}`)
  }
  return toUtc(numbers, zone, fraction?.[1] ?? '', outOfRange)
}

function toUtc(
  numbers: readonly number[],
  zone: RegExpExecArray,
  fraction: string,
  outOfRange: (what: string) => DecodeError,
): Moment {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = numbers
  const moment = new Date(0)
  moment.setUTCFullYear(year, month - 1, day)
  if (day < 1 || moment.getUTCDate() !== day) throw outOfRange('day')
  const offset = (Number(zone[2] ?? 0) * 60 + Number(zone[3] ?? 0)) * (zone[1] === '-' ? -1 : 1)
  moment.setUTCHours(hour, minute - offset, second)
  return { seconds: formatTime(moment), micros: fraction.slice(0, 6).padEnd(6, '0') }
}

function between(low: number, value: number | undefined, high: number): boolean {
  return value !== undefined && low <= value && value <= high
}
