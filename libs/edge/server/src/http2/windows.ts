// in: a window of flow control → out: the same, opened further. Never: beyond what HTTP/2 allows.
import { errorCodes, ProtocolError } from '@binnacle/http2'

export const windowBytesMax = 0x7fffffff

/** `by` may be below zero: a client has made its windows smaller. */
export function windowAfter(window: number, by: number): number {
  const after = window + by
  if (after > windowBytesMax) throw new ProtocolError('a window too wide', errorCodes.flowControl)
  return after
}
