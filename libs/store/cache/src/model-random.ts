// in: a seed → out: the same numbers each time. Never: Math.random.

export interface Random {
  /** 0 ≤ x < below, whole. */
  below(below: number): number
  pick<T>(from: readonly T[]): T
}

/** Mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed | 0
  const below = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below)
  }
  return { below, pick: (from) => from[below(from.length)] as never }
}
