// in: texts of times and durations → out: nanoseconds, and back. Never: a clock.

const nanosInSecond = 1_000_000_000n
const nanosInMilli = 1_000_000n
const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: nanosInMilli,
  s: nanosInSecond,
  m: 60n * nanosInSecond,
  h: 3600n * nanosInSecond,
}
const durationShape = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/
const durationPart = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g

/** As Go reads durations: `1h30m`, `-1.5s`, `0`. */
export function parseGoDuration(text: string): bigint | undefined {
  if (/^[+-]?0$/.test(text)) return 0n
  if (!durationShape.test(text)) return undefined
  let nanos = 0n
  for (const [, whole = '', part = '', unit = ''] of text.matchAll(durationPart)) {
    const scale = units[unit] as bigint
    nanos += BigInt(whole === '' ? '0' : whole) * scale
    if (part !== '') nanos += (BigInt(part) * scale) / 10n ** BigInt(part.length)
  }
  const signed = text.startsWith('-') ? -nanos : nanos
  return BigInt.asIntN(64, signed) === signed ? signed : undefined
}

const timeShape =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(Z|[+-]\d{2}:\d{2})$/

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
}

/** Milliseconds since 1970 of a date, years below 100 included. */
function dateMillis(year: number, month: number, day: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getTime()
}

function zoneMinutes(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))
  return zone.startsWith('-') ? -minutes : minutes
}

/** RFC 3339, any number of fraction digits. */
export function parseRfc3339(text: string): bigint | undefined {
  const shape = timeShape.exec(text)
  if (shape === null) return undefined
  const [year, month, day, hour, minute, second] = shape.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const zone = shape[8] as string
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  if (zone !== 'Z' && (Number(zone.slice(1, 3)) > 23 || Number(zone.slice(4)) > 59)) {
    return undefined
  }
  const minutes = hour * 60 + minute - zoneMinutes(zone)
  const millis = dateMillis(year, month, day) + minutes * 60_000 + second * 1000
  const fraction = (shape[7] ?? '').slice(0, 9).padEnd(9, '0')
  return BigInt(millis) * nanosInMilli + BigInt(fraction)
}

/** `2006-01-02`. */
export function parseDate(text: string): bigint | undefined {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseRfc3339(`${text}T00:00:00Z`) : undefined
}

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a % b < 0n ? quotient - 1n : quotient
}

export function dateOf(nanos: bigint): Date {
  return new Date(Number(floorDivide(nanos, nanosInMilli)))
}

/** In UTC, with as many fraction digits as needed. */
export function showTime(nanos: bigint): string {
  const seconds = floorDivide(nanos, nanosInSecond)
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19)
  const rest = nanos - seconds * nanosInSecond
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(9, '0').replace(/0+$/, '')}`
  return `${whole}${fraction}Z`
}

/** Seconds with a fraction: `90s`, `1.5s`. */
export function showDuration(nanos: bigint): string {
  const magnitude = nanos < 0n ? -nanos : nanos
  const rest = magnitude % nanosInSecond
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(9, '0').replace(/0+$/, '')}`
  return `${nanos < 0n ? '-' : ''}${magnitude / nanosInSecond}${fraction}s`
}
