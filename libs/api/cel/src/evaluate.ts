// in: a program and values of its variables → out: its value and what it cost. Never: more than the limit of work.
import type { Program } from './compile.ts'
import { type Activation, CostExceeded, type Frame } from './plan.ts'
import { type CelValue, Failure } from './values.ts'

/** What one evaluation may cost; about a tenth of a second. */
export const callCostLimit = 1_000_000

export interface Outcome {
  /** A Failure says why there is no value. */
  readonly value: CelValue
  readonly cost: number
}

export function evaluate(
  program: Program,
  activation: Activation,
  limit: number = callCostLimit,
): Outcome {
  const { compute, localsCount } = program.planned
  const locals = new Array<CelValue>(localsCount).fill(null)
  const frame: Frame = { activation, locals, limit, cost: 0 }
  try {
    return { value: compute(frame), cost: frame.cost }
  } catch (error) {
    if (error instanceof CostExceeded) {
      return { value: new Failure(error.message), cost: frame.cost }
    }
    throw error
  }
}
