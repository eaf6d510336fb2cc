// in: a seed → out: numbers that look random and come again with the seed. Never: secrets.

export interface Random {
  /** At least 0, below 1. */
  next(): number
  /** A whole number, at least 0, below `max`. */
  below(max: number): number
  pick<T>(list: readonly T[]): T
  chance(share: number): boolean
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (max: number): number => Math.floor(next() * max)
  return {
    next,
    below,
    pick: (list) => list[below(list.length)] as never,
    chance: (share) => next() < share,
  }
}
