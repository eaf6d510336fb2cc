// in: text → out: milliseconds, by Go's rules for durations. undefined: not one.

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/** Go's durations: `1h30m`, `300ms`. undefined: not one. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0
  const match = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+)$/.exec(text)
  if (match === null) return undefined
  let total = 0
  for (const [, amount, unit] of (match[2] as string).matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)) {
    total += Number(amount) * (unitMs[unit as string] as number)
  }
  return match[1] === '-' ? -total : total
}
