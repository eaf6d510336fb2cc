// in: an expression and an environment → out: a program, or the text that says why there is none.
import type { SizeOfPath } from './call-estimate.ts'
import { type Checked, check } from './check.ts'
import type { Environment } from './environment.ts'
import { estimateCost } from './estimate.ts'
import { parse } from './parser.ts'
import { NotInstantiable, type Planned, plan } from './plan.ts'
import { type Issue, showIssues } from './source-text.ts'
import type { CelType } from './types.ts'
import { validateLiterals } from './validate.ts'

export interface Program {
  readonly source: string
  readonly resultType: CelType
  /** Names of variables that the expression mentions. */
  readonly variables: ReadonlySet<string>
  readonly checked: Checked
  readonly planned: Planned
}

export type Compiled =
  | { readonly program: Program }
  /** `instantiation`: well formed, but a conversion of a constant in it fails. */
  | { readonly issues: string; readonly instantiation?: true }

function refused(source: string, issues: readonly Issue[]): Compiled {
  return { issues: showIssues(source, issues) }
}

export function compileExpression(source: string, environment: Environment): Compiled {
  const parsed = parse(source)
  if (parsed.expr === undefined) return refused(source, parsed.issues)
  const { checked, issues } = check(parsed.expr, environment)
  if (checked === undefined) return refused(source, issues)
  const problems = validateLiterals(checked)
  if (problems.length > 0) return refused(source, problems)
  const variables = new Set(
    [...checked.names.values()].filter((name) => environment.variables.has(name)),
  )
  const resultType = checked.types.get(checked.expr.id) as CelType
  try {
    return { program: { source, resultType, variables, checked, planned: plan(checked) } }
  } catch (error) {
    if (error instanceof NotInstantiable) return { issues: error.message, instantiation: true }
    throw error
  }
}

/** The most that an evaluation may cost, given the largest sizes of what it reads. */
export function worstCost(program: Program, sizeOfPath: SizeOfPath): number {
  return estimateCost(program.checked, sizeOfPath).max
}
