// in: nothing → out: parts of times and durations. Never: the clock.
import { type Overload, overload } from '../declare.ts'
import { dateOf } from '../time-text.ts'
import { type CelValue, type Duration, Failure, type Timestamp } from '../values.ts'

/** A moment as a calendar in some zone shows it; a UTC date stands for the local one. */
function inZone(nanos: bigint, zone: string): Date | Failure {
  const date = dateOf(nanos)
  if (zone === '' || zone === 'UTC') return date
  const offset = /^([+-]?)(\d{1,2}):(\d{2})$/.exec(zone)
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3])
    return new Date(date.getTime() + (offset[1] === '-' ? -minutes : minutes) * 60_000)
  }
  return named(date, zone)
}

const formats = new Map<string, Intl.DateTimeFormat>()
const formatsMax = 600

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  if (formats.size < formatsMax) formats.set(zone, made)
  return made
}

function named(date: Date, zone: string): Date | Failure {
  try {
    const parts = formatOf(zone).formatToParts(date)
    const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
    const shape = /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(name)
    if (shape === null) return date
    const seconds = Number(shape[2]) * 3600 + Number(shape[3]) * 60 + Number(shape[4] ?? 0)
    return new Date(date.getTime() + (shape[1] === '-' ? -seconds : seconds) * 1000)
  } catch {
    return new Failure(`unknown time zone ${zone}`)
  }
}

function dayOfYear(date: Date): number {
  const start = new Date(date)
  start.setUTCMonth(0, 1)
  return Math.round((date.getTime() - start.getTime()) / 86_400_000)
}

function part(name: string, id: string, read: (date: Date) => number): Overload[] {
  const at = (time: CelValue | undefined, zone: CelValue | undefined): CelValue => {
    const date = inZone((time as Timestamp).nanos, (zone as string | undefined) ?? 'UTC')
    return date instanceof Failure ? date : BigInt(read(date))
  }
  return [
    overload(`timestamp_to_${id}`, `timestamp.${name}(): int`, (time) => at(time, undefined)),
    overload(`timestamp_to_${id}_with_tz`, `timestamp.${name}(string): int`, at),
  ]
}

function whole(name: string, id: string, unit: bigint): Overload {
  return overload(`duration_to_${id}`, `duration.${name}(): int`, (duration) => {
    return (duration as Duration).nanos / unit
  })
}

const milli = 1_000_000n

export const times: readonly Overload[] = [
  ...part('getFullYear', 'year', (date) => date.getUTCFullYear()),
  ...part('getMonth', 'month', (date) => date.getUTCMonth()),
  ...part('getDayOfYear', 'day_of_year', dayOfYear),
  ...part('getDayOfMonth', 'day_of_month', (date) => date.getUTCDate() - 1),
  ...part('getDate', 'day_of_month_1_based', (date) => date.getUTCDate()),
  ...part('getDayOfWeek', 'day_of_week', (date) => date.getUTCDay()),
  ...part('getHours', 'hours', (date) => date.getUTCHours()),
  whole('getHours', 'hours', 3_600_000n * milli),
  ...part('getMinutes', 'minutes', (date) => date.getUTCMinutes()),
  whole('getMinutes', 'minutes', 60_000n * milli),
  ...part('getSeconds', 'seconds', (date) => date.getUTCSeconds()),
  whole('getSeconds', 'seconds', 1000n * milli),
  ...part('getMilliseconds', 'milliseconds', (date) => date.getUTCMilliseconds()),
  overload('duration_to_milliseconds', 'duration.getMilliseconds(): int', (duration) => {
    const { nanos } = duration as Duration
    return nanos / milli
  }),
]
