// in: a schedule in Cron format → out: why it is none; undefined when it is. Never: the next time.
import { goQuote } from '@binnacle/meta'
import { timeZoneFault } from './time-zone.ts'

interface Bounds {
  readonly min: number
  readonly max: number
  readonly names?: Readonly<Record<string, number>>
}

const months: Readonly<Record<string, number>> = {
  jan: 1,
  feb: 2,
  mar: 3,
  apr: 4,
  may: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  oct: 10,
  nov: 11,
  dec: 12,
}
const days: Readonly<Record<string, number>> = {
  sun: 0,
  mon: 1,
  tue: 2,
  wed: 3,
  thu: 4,
  fri: 5,
  sat: 6,
}
const fields: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: months },
  { min: 0, max: 6, names: days },
]
const descriptors: ReadonlySet<string> = new Set([
  '@yearly',
  '@annually',
  '@monthly',
  '@weekly',
  '@daily',
  '@midnight',
  '@hourly',
])

class CronError extends Error {}

function readInteger(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) {
    const fault = `strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`
    throw new CronError(`failed to parse int from ${text}: ${fault}`)
  }
  const value = BigInt(text.replace(/^\+/, ''))
  if (value > 2n ** 63n - 1n || value < -(2n ** 63n)) {
    const fault = `strconv.Atoi: parsing ${goQuote(text)}: value out of range`
    throw new CronError(`failed to parse int from ${text}: ${fault}`)
  }
  if (value < 0n) throw new CronError(`negative number (${value}) not allowed: ${text}`)
  return Number(value)
}

function readNamed(text: string, bounds: Bounds): number {
  const name = text.toLowerCase()
  if (bounds.names && Object.hasOwn(bounds.names, name)) return bounds.names[name] as number
  return readInteger(text)
}

function readSpan(range: string, expression: string, bounds: Bounds): readonly [number, number] {
  const parts = range.split('-')
  const first = parts[0] as string
  if (first === '*' || first === '?') return [bounds.min, bounds.max]
  const start = readNamed(first, bounds)
  if (parts.length === 1) return [start, start]
  if (parts.length > 2) throw new CronError(`too many hyphens: ${expression}`)
  return [start, readNamed(parts[1] as string, bounds)]
}

function checkRange(expression: string, bounds: Bounds): void {
  const parts = expression.split('/')
  const range = parts[0] as string
  const [start, last] = readSpan(range, expression, bounds)
  let end = last
  let step = 1
  if (parts.length === 2) {
    step = readInteger(parts[1] as string)
    if (!range.includes('-')) end = bounds.max
  } else if (parts.length > 2) throw new CronError(`too many slashes: ${expression}`)
  if (start < bounds.min) {
    throw new CronError(
      `beginning of range (${start}) below minimum (${bounds.min}): ${expression}`,
    )
  }
  if (end > bounds.max) {
    throw new CronError(`end of range (${end}) above maximum (${bounds.max}): ${expression}`)
  }
  if (start > end) {
    throw new CronError(`beginning of range (${start}) beyond end of range (${end}): ${expression}`)
  }
  if (step === 0) throw new CronError(`step of range should be a positive number: ${expression}`)
}

/** What is wrong with a Go duration such as 1h30m. */
function durationFault(text: string): string | undefined {
  const quoted = goQuote(text)
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return undefined
  if (rest === '') return `time: invalid duration ${quoted}`
  while (rest !== '') {
    const number = /^(?:\d+\.?\d*|\.\d+)/.exec(rest)
    if (number === null) return `time: invalid duration ${quoted}`
    rest = rest.slice(number[0].length)
    const unit = (/^[^.\d]*/.exec(rest) as RegExpExecArray)[0]
    if (unit === '') return `time: missing unit in duration ${quoted}`
    if (!['ns', 'us', 'µs', 'μs', 'ms', 's', 'm', 'h'].includes(unit)) {
      return `time: unknown unit ${goQuote(unit)} in duration ${quoted}`
    }
    rest = rest.slice(unit.length)
  }
  return undefined
}

function checkDescriptor(text: string): void {
  if (descriptors.has(text)) return
  if (!text.startsWith('@every ')) throw new CronError(`unrecognized descriptor: ${text}`)
  const every = text.slice('@every '.length)
  const fault = durationFault(every)
  if (fault !== undefined) throw new CronError(`failed to parse duration ${every}: ${fault}`)
}

/** A zone in front of the fields; what follows it. */
function withoutZone(schedule: string): string {
  if (!schedule.startsWith('TZ=') && !schedule.startsWith('CRON_TZ=')) return schedule
  const space = schedule.indexOf(' ')
  if (space < 0) {
    throw new CronError('invalid schedule format: runtime error: slice bounds out of range [:-1]')
  }
  const zone = schedule.slice(schedule.indexOf('=') + 1, space)
  if (zone !== '' && zone !== 'Local' && timeZoneFault(zone).length > 0) {
    throw new CronError(`provided bad location ${zone}: unknown time zone ${zone}`)
  }
  return schedule.slice(space).trim()
}

function check(schedule: string): void {
  const text = withoutZone(schedule)
  if (text.startsWith('@')) {
    checkDescriptor(text)
    return
  }
  const parts = text.split(/\s+/).filter((part) => part !== '')
  if (parts.length !== fields.length) {
    throw new CronError(`expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`)
  }
  for (const [i, part] of parts.entries()) {
    for (const expression of part.split(',')) {
      if (expression !== '') checkRange(expression, fields[i] as Bounds)
    }
  }
}

export function cronFault(schedule: string): string | undefined {
  try {
    check(schedule)
    return undefined
  } catch (error) {
    if (error instanceof CronError) return error.message
    throw error
  }
}
