// in: nothing → out: functions of quantities. Never: how quantities are written.
import {
  addQuantities,
  compareQuantities,
  parseQuantity,
  type Quantity,
  quantityOf,
  subtractQuantities,
} from '@binnacle/meta'
import { type Overload, overload, quantityType } from '../declare.ts'
import { type CelValue, Failure, type Opaque } from '../values.ts'

class QuantityValue implements Opaque {
  readonly opaque = quantityType
  readonly quantity: Quantity
  /** The power of ten that the amount is counted in; undefined: too odd for that. */
  readonly scale: number | undefined

  constructor(quantity: Quantity, scale: number | undefined) {
    this.quantity = quantity
    this.scale = scale
  }

  equals(other: Opaque): boolean {
    return other instanceof QuantityValue && compareQuantities(this.quantity, other.quantity) === 0
  }
}

const exponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
}

/** What is written with smaller units than one counts as no integer, whatever its amount. */
function scaleOf(text: string): number | undefined {
  const [, fraction = '', suffix = ''] = /^[+-]?\d*(?:\.(\d*))?(.*)$/s.exec(text) ?? []
  if (suffix.endsWith('i')) return fraction === '' ? 0 : undefined
  const power = /^[eE]([+-]?\d+)$/.exec(suffix)?.[1]
  const exponent = power === undefined ? (exponents[suffix] ?? 0) : Number(power)
  return exponent - fraction.length
}

function read(text: string): QuantityValue | Failure {
  try {
    return new QuantityValue(parseQuantity(text), scaleOf(text))
  } catch (error) {
    return new Failure((error as Error).message)
  }
}

function of(value: CelValue | undefined): Quantity {
  return typeof value === 'bigint'
    ? quantityOf(value, 'decimalExponent')
    : (value as QuantityValue).quantity
}

const nanosInUnit = 1_000_000_000n

function integerOf(value: QuantityValue): bigint | undefined {
  const { nanos } = value.quantity
  if (value.scale === undefined || value.scale < 0) return undefined
  if (nanos % nanosInUnit !== 0n) return undefined
  const units = nanos / nanosInUnit
  return BigInt.asIntN(64, units) === units ? units : undefined
}

function scaleOfBoth(a: CelValue | undefined, b: CelValue | undefined): number | undefined {
  const [x, y] = [a, b].map((value) =>
    typeof value === 'bigint' ? 0 : (value as QuantityValue).scale,
  )
  return x === undefined || y === undefined ? undefined : Math.min(x, y)
}

function order(a: CelValue | undefined, b: CelValue | undefined): number {
  return compareQuantities(of(a), of(b))
}

export const quantities: readonly Overload[] = [
  overload('string_to_quantity', 'quantity(string): quantity', (text) => read(text as string)),
  overload('is_quantity_string', 'isQuantity(string): bool', (text) => {
    return read(text as string) instanceof QuantityValue
  }),
  overload('quantity_sign', 'sign(quantity): int', (value) => {
    const { nanos } = of(value)
    return nanos > 0n ? 1n : nanos < 0n ? -1n : 0n
  }),
  overload('quantity_is_greater_than', 'quantity.isGreaterThan(quantity): bool', (a, b) => {
    return order(a, b) > 0
  }),
  overload('quantity_is_less_than', 'quantity.isLessThan(quantity): bool', (a, b) => {
    return order(a, b) < 0
  }),
  overload('quantity_compare_to', 'quantity.compareTo(quantity): int', (a, b) => {
    return BigInt(Math.sign(order(a, b)))
  }),
  overload('quantity_get_float', 'quantity.asApproximateFloat(): double', (value) => {
    const { nanos } = of(value)
    return Number(nanos / nanosInUnit) + Number(nanos % nanosInUnit) / 1e9
  }),
  overload('quantity_get_int', 'quantity.asInteger(): int', (value) => {
    return integerOf(value as QuantityValue) ?? new Failure('cannot convert value to integer')
  }),
  overload('quantity_is_integer', 'quantity.isInteger(): bool', (value) => {
    return integerOf(value as QuantityValue) !== undefined
  }),
  ...(['quantity', 'int'] as const).flatMap((other) => [
    overload(
      other === 'int' ? 'quantity_add_int' : 'quantity_add',
      `quantity.add(${other}): quantity`,
      (a, b) => new QuantityValue(addQuantities(of(a), of(b)), scaleOfBoth(a, b)),
    ),
    overload(
      other === 'int' ? 'quantity_sub_int' : 'quantity_sub',
      `quantity.sub(${other}): quantity`,
      (a, b) => new QuantityValue(subtractQuantities(of(a), of(b)), scaleOfBoth(a, b)),
    ),
  ]),
]
