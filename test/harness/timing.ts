// in: a function and two inputs → out: how surely its time tells them apart (Welch's t), after dudect.
// Never: an average alone, that says nothing about noise.
import type { Random } from './random.ts'

export interface Inputs<T> {
  readonly left: T
  readonly right: T
}

/** Calls in one sample: a clock of 10 ns or so sees no single one. */
const callsEach = 10
/** Slower samples were interrupted. */
const keptShare = 0.8

/** Beyond 4.5 in size: the two take different times. Samples of both come in random order. */
export function timing<T>(
  run: (input: T) => unknown,
  { left, right }: Inputs<T>,
  samples: number,
  random: Random,
): number {
  const taken = { left: [] as number[], right: [] as number[] }
  let kept: unknown
  for (let i = -samples / 10; i < 2 * samples; i++) {
    const side = random.chance(0.5) ? 'left' : 'right'
    const input = side === 'left' ? left : right
    const began = process.hrtime.bigint()
    for (let call = 0; call < callsEach; call++) kept = run(input)
    const tookNs = Number(process.hrtime.bigint() - began)
    // The first ones are run by slower code.
    if (i >= 0) taken[side].push(tookNs)
  }
  if (kept === taken) throw new Error('the result must be used, or nothing is run')
  const all = [...taken.left, ...taken.right].sort((a, b) => a - b)
  const longest = all[Math.floor((all.length - 1) * keptShare)] as number
  return welch(
    taken.left.filter((ns) => ns <= longest),
    taken.right.filter((ns) => ns <= longest),
  )
}

export function welch(a: readonly number[], b: readonly number[]): number {
  const of = (list: readonly number[]) => {
    const mean = list.reduce((sum, one) => sum + one, 0) / list.length
    const squares = list.reduce((sum, one) => sum + (one - mean) ** 2, 0)
    return { mean, share: squares / (list.length - 1) / list.length }
  }
  const [left, right] = [of(a), of(b)]
  return (left.mean - right.mean) / Math.sqrt(left.share + right.share)
}
