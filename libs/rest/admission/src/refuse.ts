// in: a write and a reason → out: the 403 that upstream's plugins answer. Never: the reason itself.
import { type ApiError, forbiddenError, type StatusCause } from '@binnacle/meta'
import type { Admitted } from './step.ts'

/** The name that the refusal shows: generateName when there is none yet. */
export function nameOf(write: Admitted): string {
  if (write.name !== '') return write.name
  const { name, generateName } = write.object?.metadata ?? {}
  return name || generateName || 'Unknown'
}

export function refusal(write: Admitted, reason: string, causes?: StatusCause[]): ApiError {
  const error = forbiddenError(write.def, nameOf(write), reason)
  if (causes && error.status.details) error.status.details.causes = causes
  return error
}
