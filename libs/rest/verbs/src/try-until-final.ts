// in: one try of a read-change-write → out: what the first that is not lost came to.
// The part that PUT, PATCH, apply and DELETE share. Never: a write of unknown end sent twice.
import { ApiError, serverTimeout } from '@binnacle/meta'
import type { Attempt } from '@binnacle/objects'
import type { Write } from './write.ts'

/** `tryOnce` gives undefined when its attempt was lost. Throws its refusals, or ServerTimeout. */
export async function tryUntilFinal<T>(
  { tools, place, resource }: Write,
  verb: 'update' | 'delete',
  tryOnce: (attempt: Attempt) => Promise<T | undefined>,
): Promise<T> {
  for await (const attempt of tools.surroundings.store.attempts(place)) {
    try {
      const outcome = await tryOnce(attempt)
      if (outcome) return outcome
    } catch (error) {
      // A refusal that rests on a cached state counts only when etcd still has that state.
      if (attempt.fresh || attempt.sent || !(error instanceof ApiError)) throw error
      attempt.retry()
    }
  }
  throw serverTimeout(resource, verb)
}
