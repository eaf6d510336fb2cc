// in: the operations on one object → out: whether some order of them explains every answer. Never: a guess:
// what it could not decide is told as such.
import type { Operation } from '../model/operation.ts'
import { absent, type State, step } from '../model/register.ts'

export type Verdict = 'linearizable' | 'impossible' | 'undecided'

const stepsMax = 2_000_000

interface Frame {
  readonly state: State
  readonly done: bigint
  /** Index among the candidates that is to be tried next. */
  next: number
}

/** Wing and Gong's search with Lowe's memory of what was tried. */
export function isLinearizable(given: readonly Operation[]): Verdict {
  const operations = [...given].sort((a, b) => a.startMs - b.startMs)
  const needed = operations.reduce(
    (bits, { outcome }, i) => (outcome === 'unknown' ? bits : bits | (1n << BigInt(i))),
    0n,
  )
  const tried = new Set<string>()
  const stack: Frame[] = [{ state: absent, done: 0n, next: 0 }]
  for (let steps = 0; stack.length > 0; steps++) {
    if (steps > stepsMax) return 'undecided'
    const frame = stack.at(-1) as Frame
    if ((frame.done & needed) === needed) return 'linearizable'
    const index = candidate(operations, frame)
    if (index === undefined) {
      stack.pop()
      continue
    }
    const state = step(frame.state, operations[index] as Operation)
    if (state === undefined) continue
    const done = frame.done | (1n << BigInt(index))
    const id = `${done.toString(36)} ${state.mark} ${state.revision}`
    if (tried.has(id)) continue
    tried.add(id)
    stack.push({ state, done, next: 0 })
  }
  return 'impossible'
}

/** The next operation that may come first: nothing else that is left had ended before it began. */
function candidate(operations: readonly Operation[], frame: Frame): number | undefined {
  let endMs = Number.POSITIVE_INFINITY
  for (let i = 0; i < operations.length; i++) {
    const one = operations[i] as Operation
    if (one.startMs > endMs) return undefined
    if ((frame.done & (1n << BigInt(i))) !== 0n) continue
    if (i >= frame.next) {
      frame.next = i + 1
      return i
    }
    endMs = Math.min(endMs, one.endMs)
  }
  return undefined
}
