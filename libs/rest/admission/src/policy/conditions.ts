// in: match conditions and a write → out: whether they are met, or why that cannot be known.
import type { AdmissionExpression } from '@binnacle/cel'
import { aggregateText } from '@binnacle/meta'
import { BudgetSpent, budgetOfConditions, type Evaluator } from './evaluation.ts'

/** One that is not met decides, whatever the others say; then errors count, as failurePolicy has it. */
export function conditionsMet(
  conditions: readonly AdmissionExpression[],
  evaluator: Evaluator,
  failurePolicy: string | undefined,
): boolean | { readonly error: string } {
  if (conditions.length === 0) return true
  const errors: string[] = []
  const failing = (text: string) => (failurePolicy === 'Ignore' ? false : { error: text })
  const budget = { left: budgetOfConditions }
  const outcomes: ReturnType<Evaluator['evaluate']>[] = []
  try {
    for (const condition of conditions) outcomes.push(evaluator.evaluate(condition, budget))
  } catch (error) {
    if (error instanceof BudgetSpent) return failing(error.message)
    throw error
  }
  for (const outcome of outcomes) {
    if ('error' in outcome) errors.push(outcome.error)
    else if (outcome.value === false) return false
  }
  return errors.length === 0 ? true : failing(aggregateText(errors))
}
