// in: the state of one object and an operation on it → out: the state after, or that it cannot have gone so.
import type { Operation } from './operation.ts'

/** '' : there is no such object. */
export interface State {
  readonly mark: string
  readonly revision: number
}

export const absent: State = { mark: '', revision: 0 }

/** undefined: the operation as it was answered cannot have met this state. */
export function step(state: State, operation: Operation): State | undefined {
  const { outcome } = operation
  const there = state !== absent
  if (outcome === 'ok' || outcome === 'unknown') return effect(state, there, operation)
  return refusal(state, there, operation) ? state : undefined
}

function effect(state: State, there: boolean, operation: Operation): State | undefined {
  const { kind, mark = '', revision = 0, expects } = operation
  switch (kind) {
    case 'create':
      return there ? undefined : { mark, revision }
    case 'update':
      return there && state.revision === expects ? { mark, revision } : undefined
    case 'patch':
      return there ? { mark, revision } : undefined
    case 'delete':
      return there && (expects === undefined || state.revision === expects) ? absent : undefined
    default:
      return state.mark === operation.seen && state.revision === revision ? state : undefined
  }
}

function refusal(state: State, there: boolean, { kind, status, expects }: Operation): boolean {
  if (status === 404) return !there
  if (status !== 409) return true
  if (kind === 'create') return there
  // Whose precondition failed: something else was there. A patch may lose its races.
  return expects === undefined || (there && state.revision !== expects)
}
