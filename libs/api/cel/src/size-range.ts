// in: ranges of sizes and costs → out: their sums and products, capped as 64-bit numbers are.

export interface Range {
  readonly min: number
  readonly max: number
}

/** The greatest 64-bit number; every greater one becomes it. */
export const greatest = 2 ** 64

function cap(value: number): number {
  return value >= greatest || Number.isNaN(value) ? greatest : value
}

export const unknownRange: Range = { min: 0, max: greatest }
export const zeroRange: Range = { min: 0, max: 0 }

export function fixed(value: number): Range {
  return { min: value, max: value }
}

export function plus(...ranges: readonly Range[]): Range {
  let [min, max] = [0, 0]
  for (const range of ranges) {
    min = cap(min + range.min)
    max = cap(max + range.max)
  }
  return { min, max }
}

export function times(a: Range, b: Range): Range {
  return { min: cap(a.min * b.min), max: cap(a.max * b.max) }
}

/** By a factor, rounded up. */
export function scaled(range: Range, factor: number): Range {
  const each = (value: number): number => cap(Math.ceil(value * factor))
  return { min: each(range.min), max: each(range.max) }
}

export function union(a: Range, b: Range): Range {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) }
}
