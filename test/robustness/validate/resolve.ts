// in: operations and etcd's history → out: operations whose outcome etcd tells. Never: a changed answer.
import type { Operation } from '../model/operation.ts'
import type { Replay } from '../model/replay.ts'

/**
 * Writes without an answer: those that etcd has are done, at the revision it says; those it does
 * not have are left out. Deletes leave no mark, and stay open: perhaps, at any time.
 */
export function resolveUnknown(operations: readonly Operation[], replay: Replay): Operation[] {
  return operations.flatMap((operation) => {
    const { outcome, kind, mark } = operation
    if (kind === 'get' || kind === 'list')
      return outcome === 'ok' || operation.status === 404 ? [operation] : []
    if (outcome === 'refused' && operation.status === 0) return []
    if (outcome !== 'unknown' || kind === 'delete') return [operation]
    const [written] = replay.written(mark ?? '')
    if (written === undefined) return []
    return [{ ...operation, outcome: 'ok' as const, revision: written.revision }]
  })
}
