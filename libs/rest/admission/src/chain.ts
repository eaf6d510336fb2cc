// in: steps in their order → out: the chain that the verbs call. Never: a step's rule.
import type { Admission, AdmissionStep, Admitted } from './step.ts'

/** Every step may change the object first; then every step may refuse what came of it. */
export function createAdmission(steps: readonly AdmissionStep[]): Admission {
  const mutating = steps.filter((step) => step.mutate)
  const validating = steps.filter((step) => step.validate)
  return {
    async mutate(write: Admitted) {
      for (const step of mutating) {
        if (step.handles.includes(write.operation)) await step.mutate?.(write)
      }
    },
    async validate(write: Admitted) {
      for (const step of validating) {
        if (step.handles.includes(write.operation)) await step.validate?.(write)
      }
    },
  }
}
