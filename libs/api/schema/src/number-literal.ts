// in: a number as the text had it → out: a value that keeps its spelling until its type is known.

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

/** Replaces the stand-ins below a value, where no type says what they are. */
export function plainNumbers(value: unknown): unknown {
  if (value instanceof NumberLiteral) return Number(value.source)
  if (typeof value !== 'object' || value === null) return value
  const queue: object[] = [value]
  for (let container = queue.pop(); container !== undefined; container = queue.pop()) {
    for (const [key, inner] of Object.entries(container)) {
      if (inner instanceof NumberLiteral) {
        Object.defineProperty(container, key, {
          value: Number(inner.source),
          writable: true,
          enumerable: true,
          configurable: true,
        })
      } else if (typeof inner === 'object' && inner !== null) queue.push(inner)
    }
  }
  return value
}
