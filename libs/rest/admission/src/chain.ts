// in: steps in their order → out: the chain that the verbs call. Never: a step's rule.
import { admissionMetrics, cellsOf, type StepCells } from './measure/admission-metrics.ts'
import { reinvocationOf, wantsSecondRound } from './reinvocation.ts'
import type { Admission, AdmissionStep, Admitted, Operation } from './step.ts'

type Run = (write: Admitted) => Promise<void> | void

interface MeasuredStep {
  readonly run: Run
  readonly cells: StepCells
}

interface Phase {
  readonly steps: readonly MeasuredStep[]
  readonly cells: StepCells
}

type Phases = Record<Operation, Phase>

/** Every step may change the object first; then every step may refuse what came of it. */
export function createAdmission(steps: readonly AdmissionStep[]): Admission {
  const mutating = phases(steps, 'admit', (step) => step.mutate?.bind(step))
  const validating = phases(steps, 'validate', (step) => step.validate?.bind(step))
  return {
    mutate: (write) =>
      measured(mutating[write.operation], async (phase) => {
        await runAll(phase, write)
        if (!wantsSecondRound(write)) return
        reinvocationOf(write).second = true
        await runAll(phase, write)
      }),
    validate: (write) => measured(validating[write.operation], (phase) => runAll(phase, write)),
  }
}

async function measured(phase: Phase, run: (phase: Phase) => Promise<void>): Promise<void> {
  const fromMs = performance.now()
  try {
    await run(phase)
    phase.cells.passed.add((performance.now() - fromMs) / 1000)
  } catch (error) {
    phase.cells.rejected.add((performance.now() - fromMs) / 1000)
    throw error
  }
}

/** The end of one step is the start of the next: one look at the clock serves both. */
async function runAll({ steps }: Phase, write: Admitted): Promise<void> {
  let fromMs = performance.now()
  for (const { run, cells } of steps) {
    try {
      const pending = run(write)
      if (pending) await pending
    } catch (error) {
      cells.rejected.add((performance.now() - fromMs) / 1000)
      throw error
    }
    const nowMs = performance.now()
    cells.passed.add((nowMs - fromMs) / 1000)
    fromMs = nowMs
  }
}

function phases(
  steps: readonly AdmissionStep[],
  type: string,
  runOf: (step: AdmissionStep) => Run | undefined,
): Phases {
  const { controller, step: wholly } = admissionMetrics
  const of = (operation: Operation): Phase => {
    const own = steps.filter(({ handles }) => handles.includes(operation))
    const measuredSteps = own.flatMap((step) => {
      const run = runOf(step)
      if (run === undefined) return []
      return [{ run, cells: cellsOf(controller, step.name, type, operation) }]
    })
    return { steps: measuredSteps, cells: cellsOf(wholly, type, operation) }
  }
  return {
    CREATE: of('CREATE'),
    UPDATE: of('UPDATE'),
    DELETE: of('DELETE'),
    CONNECT: of('CONNECT'),
  }
}
