// in: a seed → out: the same numbers each time. Never: Math.random.

export interface Random {
  /** 0 ≤ x < 1 */
  next(): number
  /** 0 ≤ x < below */
  whole(below: number): number
  pick<T>(list: readonly T[]): T
  chance(share: number): boolean
  /** A source of its own, that does not depend on how often this one was asked. */
  branch(name: string): Random
}

export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (below: number): number => Math.floor(next() * below)
  return {
    next,
    whole,
    pick: (list) => list[whole(list.length)] as never,
    chance: (share) => next() < share,
    branch(name) {
      let hash = seed >>> 0
      for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0
      return randomOf(hash)
    },
  }
}
