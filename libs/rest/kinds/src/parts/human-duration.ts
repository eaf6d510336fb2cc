// in: milliseconds → out: the age as `kubectl get` shows it: 5s, 3m20s, 4h, 7d6h, 2y10d. Never: a clock.

function withRest(head: string, rest: number, unit: string): string {
  return rest === 0 ? head : `${head}${rest}${unit}`
}

/** Small clock differences into the future count as now. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.trunc(seconds / 60)
  if (minutes < 10) return withRest(`${minutes}m`, seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  const hours = Math.trunc(minutes / 60)
  if (hours < 8) return withRest(`${hours}h`, minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  const days = Math.trunc(hours / 24)
  if (hours < 24 * 8) return withRest(`${days}d`, hours % 24, 'h')
  if (hours < 24 * 365 * 2) return `${days}d`
  const years = Math.trunc(days / 365)
  if (hours < 24 * 365 * 8) return withRest(`${years}y`, days % 365, 'd')
  return `${years}y`
}

/** Time since a moment written in RFC 3339; `<unknown>` when there is none. */
export function since(time: string | null | undefined, now: Date): string {
  if (!time) return '<unknown>'
  return humanDuration(now.getTime() - Date.parse(time))
}
