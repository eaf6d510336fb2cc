// in: indexes as `1,3-5,7` → out: how many they are, or why they are none.
import { goQuote } from '@binnacle/meta'

/** Thrown for a text that is no list of intervals; its message is the reference's. */
export class IntervalError extends Error {}

function readIndex(text: string, completions: number): number {
  if (!/^[+-]?\d+$/.test(text)) {
    throw new IntervalError(`cannot convert string to integer for index: ${goQuote(text)}`)
  }
  if (Number(text) >= completions) throw new IntervalError(`too large index: ${goQuote(text)}`)
  return Number(text)
}

export function readInterval(text: string, completions: number): readonly [number, number] {
  const parts = text.split('-')
  if (parts.length > 2) {
    throw new IntervalError(
      `the fragment ${goQuote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`,
    )
  }
  const first = readIndex(parts[0] as string, completions)
  if (parts.length === 1) return [first, first]
  const last = readIndex(parts[1] as string, completions)
  if (first >= last)
    throw new IntervalError(`non-increasing order, previous: ${first}, current: ${last}`)
  return [first, last]
}

export function countIndexes(text: string, completions: number): number {
  if (text === '') return 0
  let total = 0
  let previous: number | undefined
  for (const part of text.split(',')) {
    const [first, last] = readInterval(part, completions)
    if (previous !== undefined && previous >= first) {
      throw new IntervalError(`non-increasing order, previous: ${previous}, current: ${first}`)
    }
    total += last - first + 1
    previous = last
  }
  return total
}

/** The message of what is wrong; undefined when nothing is. */
export function indexesFault(text: string, completions: number): string | undefined {
  try {
    countIndexes(text, completions)
    return undefined
  } catch (error) {
    if (error instanceof IntervalError) return error.message
    throw error
  }
}

function good(text: string, completions: number): (readonly [number, number])[] {
  return text.split(',').flatMap((part) => {
    try {
      return [readInterval(part, completions)]
    } catch (error) {
      if (error instanceof IntervalError) return []
      throw error
    }
  })
}

/** The first index in both lists; intervals that are none are passed over. */
export function firstCommonIndex(a: string, b: string, completions: number): number | undefined {
  if (a === '' || b === '') return undefined
  const left = good(a, completions)
  const right = good(b, completions)
  let [i, j] = [0, 0]
  while (i < left.length && j < right.length) {
    const [a0, a1] = left[i] as readonly [number, number]
    const [b0, b1] = right[j] as readonly [number, number]
    if (a0 <= b1 && b0 <= a1) return Math.max(a0, b0)
    if (a0 <= b0) i++
    else j++
  }
  return undefined
}
