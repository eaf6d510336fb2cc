// in: milliseconds → out: text as Go prints durations: `1h0m0s`, `1m30s`, `250ms`, `0s`.

const unitsMs = [
  ['ms', 1],
  ['µs', 1e-3],
  ['ns', 1e-6],
] as const

export function formatDuration(ms: number): string {
  if (ms === 0) return '0s'
  if (ms < 0) return `-${formatDuration(-ms)}`
  if (ms < 1000) {
    const [unit, scale] = unitsMs.find(([, least]) => ms >= least) ?? unitsMs[2]
    return `${plain(ms / scale)}${unit}`
  }
  const hours = Math.floor(ms / 3_600_000)
  const minutes = Math.floor(ms / 60_000) % 60
  const seconds = plain((ms % 60_000) / 1000)
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`
}

/** Without the dust of binary fractions; Go counts whole nanoseconds. */
function plain(number: number): string {
  return String(Number(number.toFixed(9)))
}
