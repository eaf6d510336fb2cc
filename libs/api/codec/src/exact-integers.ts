// in: nothing → out: integers beyond 2^53 are written as they are by JSON.stringify.

declare global {
  interface BigInt {
    toJSON(): unknown
  }
  interface JSON {
    rawJSON(text: string): unknown
  }
}

/** Once for the process; every room that writes JSON relies on it. */
if (!Object.hasOwn(BigInt.prototype, 'toJSON')) {
  Object.defineProperty(BigInt.prototype, 'toJSON', {
    value(this: bigint) {
      return JSON.rawJSON(this.toString())
    },
    writable: true,
    configurable: true,
  })
}

export const exactIntegers = true
