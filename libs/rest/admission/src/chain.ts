// in: steps in their order → out: the chain that the verbs call. Never: a step's rule.
import { reinvocationOf, wantsSecondRound } from './reinvocation.ts'
import type { Admission, AdmissionStep, Admitted, Operation } from './step.ts'

/** Every step may change the object first; then every step may refuse what came of it. */
export function createAdmission(steps: readonly AdmissionStep[]): Admission {
  const mutating = byOperation(steps.filter((step) => step.mutate))
  const validating = byOperation(steps.filter((step) => step.validate))
  const mutateOnce = async (write: Admitted) => {
    for (const step of mutating[write.operation]) {
      const pending = step.mutate?.(write)
      if (pending) await pending
    }
  }
  return {
    async mutate(write: Admitted) {
      await mutateOnce(write)
      if (!wantsSecondRound(write)) return
      reinvocationOf(write).second = true
      await mutateOnce(write)
    },
    async validate(write: Admitted) {
      for (const step of validating[write.operation]) {
        const pending = step.validate?.(write)
        if (pending) await pending
      }
    },
  }
}

function byOperation(steps: readonly AdmissionStep[]): Record<Operation, AdmissionStep[]> {
  const of = (operation: Operation) => steps.filter(({ handles }) => handles.includes(operation))
  return {
    CREATE: of('CREATE'),
    UPDATE: of('UPDATE'),
    DELETE: of('DELETE'),
    CONNECT: of('CONNECT'),
  }
}
