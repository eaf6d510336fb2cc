// in: a double and a number of digits → out: its decimal text, exact ties to even as Go has them. Never: clauses.

interface Ratio {
  readonly over: bigint
  readonly under: bigint
}

/** The exact value of a finite double, without its sign. */
function ratioOf(value: number): Ratio {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const exponent = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  const mantissa = exponent === 0 ? fraction : fraction | 0x10000000000000n
  const power = Math.max(exponent, 1) - 1075
  return power >= 0
    ? { over: mantissa << BigInt(power), under: 1n }
    : { over: mantissa, under: 1n << BigInt(-power) }
}

function scaled({ over, under }: Ratio, tens: number): bigint {
  const top = tens > 0 ? over * 10n ** BigInt(tens) : over
  const bottom = tens < 0 ? under * 10n ** BigInt(-tens) : under
  const whole = top / bottom
  const rest = (top % bottom) * 2n
  const up = rest > bottom || (rest === bottom && whole % 2n === 1n)
  return up ? whole + 1n : whole
}

function withPoint(digits: bigint, places: number): string {
  const text = String(digits).padStart(places + 1, '0')
  if (places === 0) return text
  return `${text.slice(0, -places)}.${text.slice(-places)}`
}

function signOf(value: number): string {
  return value < 0 ? '-' : ''
}

export function fixedText(value: number, places: number): string {
  return signOf(value) + withPoint(scaled(ratioOf(value), places), places)
}

export function scientificParts(
  value: number,
  places: number,
): { digits: string; exponent: number } {
  if (value === 0) return { digits: withPoint(0n, places), exponent: 0 }
  const ratio = ratioOf(value)
  let exponent = Number(value.toExponential(20).split('e')[1])
  let digits = scaled(ratio, places - exponent)
  if (digits >= 10n ** BigInt(places + 1)) {
    exponent += 1
    digits = scaled(ratio, places - exponent)
  }
  return { digits: signOf(value) + withPoint(digits, places), exponent }
}
