// in: texts such as `100m`, `1.5Gi`, `2e3` → out: exact amounts, and the text the reference stores for them.

/** decimalSI `500m`, binarySI `1Gi`, decimalExponent `1e3`: the family that is kept when it is written. */
export type QuantityFormat = 'decimalSI' | 'binarySI' | 'decimalExponent'

export interface Quantity {
  /** The amount in billionths, exact: nothing smaller exists. */
  readonly nanos: bigint
  readonly format: QuantityFormat
}

export const quantityPattern = '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'

const nanosPerUnit = 1_000_000_000n
const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const
const binaryMax = (2n ** 63n - 1n) * nanosPerUnit
/** Exponents beyond this would only make numbers that no computer has. */
const exponentMax = 400

interface Scale {
  readonly format: QuantityFormat
  /** Power of ten, or of two for binarySI. */
  readonly power: number
}

function scaleOf(suffix: string): Scale | undefined {
  const decimal = decimalSuffixes.indexOf(suffix as (typeof decimalSuffixes)[number])
  if (decimal >= 0) return { format: 'decimalSI', power: (decimal - 3) * 3 }
  const binary = binarySuffixes.indexOf(suffix as (typeof binarySuffixes)[number])
  if (binary > 0) return { format: 'binarySI', power: binary * 10 }
  const exponent = /^[eE]([-+]?\d+)$/.exec(suffix)
  if (exponent === null) return undefined
  const power = Number(exponent[1])
  return Math.abs(power) > exponentMax ? undefined : { format: 'decimalExponent', power }
}

/** Divides rounding away from zero, as quantities are rounded. */
function divideUp(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  if (quotient * divisor === dividend) return quotient
  return dividend < 0n ? quotient - 1n : quotient + 1n
}

/** Throws an Error in the reference's words. */
export function parseQuantity(text: string): Quantity {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text)
  if (parts === null || text === '') {
    throw new Error(`quantities must match the regular expression '${quantityPattern}'`)
  }
  const [, sign, whole = '', fraction = '', suffix = ''] = parts
  const zero = /^[+-]?0*$/.test(text)
  if (!zero && whole === '' && fraction === '' && !text.includes('.')) {
    throw new Error(`quantities must match the regular expression '${quantityPattern}'`)
  }
  const scale = scaleOf(suffix)
  if (scale === undefined) throw new Error("unable to parse quantity's suffix")
  const digits = BigInt((whole + fraction).replace(/^0+(?=\d)/, '') || '0')
  const nanos = toNanos(digits, fraction.length, scale)
  const small = scale.format === 'binarySI' && nanos > 0n && nanos < nanosPerUnit
  const bounded = scale.format === 'binarySI' && nanos > binaryMax ? binaryMax : nanos
  return {
    nanos: sign === '-' ? -bounded : bounded,
    format: small ? 'decimalSI' : scale.format,
  }
}

function toNanos(digits: bigint, fractionLength: number, { format, power }: Scale): bigint {
  const tens = format === 'binarySI' ? 9 - fractionLength : 9 - fractionLength + power
  const factor = format === 'binarySI' ? 2n ** BigInt(power) : 1n
  const scaled = digits * factor
  return tens >= 0 ? scaled * 10n ** BigInt(tens) : divideUp(scaled, 10n ** BigInt(-tens))
}

function formatDecimal(nanos: bigint, format: QuantityFormat): string {
  let mantissa = nanos
  let power = -9
  while (mantissa % 1000n === 0n) {
    mantissa /= 1000n
    power += 3
  }
  if (format === 'decimalExponent') return power === 0 ? `${mantissa}` : `${mantissa}e${power}`
  while (power > 18) {
    mantissa *= 1000n
    power -= 3
  }
  return `${mantissa}${decimalSuffixes[power / 3 + 3]}`
}

function formatBinary(nanos: bigint): string {
  let mantissa = nanos / nanosPerUnit
  let step = 0
  while (mantissa % 1024n === 0n && step < 6) {
    mantissa /= 1024n
    step++
  }
  return `${mantissa}${binarySuffixes[step]}`
}

/** The canonical text: no fraction, the largest suffix that loses nothing. */
export function formatQuantity({ nanos, format }: Quantity): string {
  if (nanos === 0n) return '0'
  const magnitude = nanos < 0n ? -nanos : nanos
  const binary =
    format === 'binarySI' && magnitude >= 1024n * nanosPerUnit && nanos % nanosPerUnit === 0n
  if (binary) return formatBinary(nanos)
  return formatDecimal(nanos, format === 'binarySI' ? 'decimalSI' : format)
}

export function addQuantities(a: Quantity, b: Quantity): Quantity {
  return { nanos: a.nanos + b.nanos, format: a.nanos === 0n ? b.format : a.format }
}

export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return { nanos: a.nanos - b.nanos, format: a.nanos === 0n ? b.format : a.format }
}

/** Below zero when a is less than b, 0 when equal. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0
}

/** Whole units, rounded up. */
export function quantityValue({ nanos }: Quantity): bigint {
  return divideUp(nanos, nanosPerUnit)
}

/** Thousandths, rounded up. */
export function quantityMilliValue({ nanos }: Quantity): bigint {
  return divideUp(nanos, 1_000_000n)
}

export function quantityOf(units: bigint | number, format: QuantityFormat = 'decimalSI'): Quantity {
  return { nanos: BigInt(units) * nanosPerUnit, format }
}

export const zeroQuantity: Quantity = { nanos: 0n, format: 'decimalSI' }
