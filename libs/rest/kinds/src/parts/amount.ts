// in: a quantity as decoded objects hold it → out: its exact value, for comparing and adding. Never: its grammar.
import {
  formatQuantity,
  parseQuantity,
  type Quantity,
  quantityMilliValue,
  quantityValue,
  zeroQuantity,
} from '@binnacle/meta'

/** Decoding has refused what is no quantity; what is not there counts as zero. */
export function quantityAt(text: unknown): Quantity {
  if (typeof text === 'number') return parseQuantity(String(text))
  if (typeof text !== 'string') return zeroQuantity
  try {
    return parseQuantity(text)
  } catch {
    return zeroQuantity
  }
}

export function amount(text: unknown): bigint {
  return quantityAt(text).nanos
}

export function compareAmounts(a: unknown, b: unknown): number {
  if (a === b) return 0
  const left = amount(a)
  const right = amount(b)
  return left < right ? -1 : left > right ? 1 : 0
}

export function isZeroAmount(text: unknown): boolean {
  return amount(text) === 0n
}

const milliMax = 2n ** 63n - 1n
/** Longer numbers are kept in another form upstream, whose thousandths wrap around. */
const fastDigits = 18

/** Whole bytes, whole devices. */
export function isWholeAmount(text: unknown): boolean {
  if (typeof text === 'string' && /^\d{1,12}(?:[kM]|[KM]i)?$/.test(text)) return true
  const milli = quantityMilliValue(quantityAt(text))
  if (milli <= milliMax) return milli % 1000n === 0n
  const digits = String(text).replace(/\D/g, '').length
  return digits <= fastDigits || BigInt.asIntN(64, milli) % 1000n === 0n
}

export function wholeAmount(text: unknown): bigint {
  return quantityValue(quantityAt(text))
}

export function isNegativeAmount(text: unknown): boolean {
  return typeof text === 'string' && text.charCodeAt(0) === 0x2d && amount(text) < 0n
}

/** The canonical text of a quantity as it was sent. */
export function showQuantity(text: unknown): string {
  return formatQuantity(quantityAt(text))
}
