// in: what etcd refused → out: the answer the reference gives its client. Never: retries.
import { EtcdError, grpcCodes } from '@binnacle/etcd'
import { timeoutError, unknownError } from '@binnacle/meta'

/** Errors that are not etcd's pass unchanged. */
export function toApiError(error: unknown): unknown {
  if (!(error instanceof EtcdError)) return error
  if (error.code === grpcCodes.deadlineExceeded) {
    const why = 'request did not complete within requested timeout - context deadline exceeded'
    return timeoutError(why)
  }
  return unknownError(error.message)
}

export async function asApiError<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw toApiError(error)
  }
}

const unknownEnds = new WeakSet<Error>()

/** For the call that writes: whether it may have been done is kept with the error. */
export async function asWriteError<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    const shown = toApiError(error)
    if (error instanceof EtcdError && error.unknownEnd && shown instanceof Error) {
      unknownEnds.add(shown)
    }
    throw shown
  }
}

/** This error of a write hides whether it was done: what belongs to it must stay as if it was. */
export function mayBeDone(error: unknown): boolean {
  return error instanceof Error && unknownEnds.has(error)
}
