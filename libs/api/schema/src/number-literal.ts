// in: a number as the text had it → out: a value that keeps its spelling until its type is known.

import { DecodeError } from './decode-error.ts'

/**
 * Stands in a parsed document for a number that JavaScript would spell otherwise: `1.0`, `1e3`, or
 * one beyond 64 bits. Decoding along a type replaces it or refuses it; `plainNumbers` does for the rest.
 */
export class NumberLiteral {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }

  valueOf(): number {
    return Number(this.source)
  }

  toJSON(): number {
    return Number(this.source)
  }
}

/** Members whose numbers are whole but were written as floats (`1e3`, `2.0`), by their owner. */
const floats = new WeakMap<object, Set<string>>()
/** Values with such members somewhere below. */
const withFloats = new WeakSet<object>()

/** Go keeps such a number a float until it is stored: limits speak of it as one. */
export function isWrittenAsFloat(owner: object, key: string | number): boolean {
  return floats.get(owner)?.has(String(key)) === true
}

function noteFloat(owner: object, key: string): void {
  const keys = floats.get(owner) ?? new Set()
  floats.set(owner, keys.add(key))
  notes++
}

/** How often such a member was met. */
let notes = 0

export function countFloats(): number {
  return notes
}

export type FloatPath = readonly string[]

/** Where such members are below a value: for a text of it, which cannot say so. */
export function floatPaths(value: object): FloatPath[] {
  const found: FloatPath[] = []
  const queue: [value: object, path: FloatPath][] = [[value, []]]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [container, path] = next
    for (const key of floats.get(container) ?? []) found.push([...path, key])
    for (const key of Object.keys(container)) {
      const inner = (container as Record<string, unknown>)[key]
      if (typeof inner === 'object' && inner !== null) queue.push([inner, [...path, key]])
    }
  }
  return found
}

/** Says of a value that was read from a text what `floatPaths` said of the one that was written. */
export function noteFloats<T extends object>(value: T, paths: readonly FloatPath[]): T {
  for (const path of paths) {
    let owner: unknown = value
    for (const key of path.slice(0, -1)) owner = (owner as Record<string, unknown>)[key]
    noteFloat(owner as object, path.at(-1) as string)
    withFloats.add(value)
  }
  return value
}

/** A copy of a value that knows of its numbers what the value knows. */
export function copyWithFloats<T extends object>(value: T): T {
  const copy = structuredClone(value)
  if (!withFloats.has(value)) return copy
  withFloats.add(copy)
  const queue: [object, object][] = [[value, copy]]
  for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
    const [from, to] = pair as [Record<string, unknown>, Record<string, unknown>]
    const keys = floats.get(from)
    if (keys !== undefined) floats.set(to, new Set(keys))
    for (const key of Object.keys(from)) {
      const inner = from[key]
      if (typeof inner === 'object' && inner !== null) queue.push([inner, to[key] as object])
    }
  }
  return copy
}

function floatOf({ source }: NumberLiteral): number {
  const number = Number(source)
  if (Number.isFinite(number)) return number
  throw new DecodeError(`json: cannot unmarshal number ${source} into Go value of type float64`)
}

/** Replaces the stand-ins below a value, where no type says what they are. Throws DecodeError. */
export function plainNumbers(value: unknown): unknown {
  if (value instanceof NumberLiteral) return floatOf(value)
  if (typeof value !== 'object' || value === null) return value
  const queue: object[] = [value]
  for (let container = queue.pop(); container !== undefined; container = queue.pop()) {
    for (const [key, inner] of Object.entries(container)) {
      if (inner instanceof NumberLiteral) {
        const number = floatOf(inner)
        if (Number.isInteger(number)) {
          noteFloat(container, key)
          withFloats.add(value)
        }
        Object.defineProperty(container, key, {
          value: number,
          writable: true,
          enumerable: true,
          configurable: true,
        })
      } else if (typeof inner === 'object' && inner !== null) queue.push(inner)
    }
  }
  return value
}
