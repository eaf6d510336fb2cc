// in: a resourceVersion as a client sent it → out: a number, or the reference's refusal.
// Never: reading.
import {
  ApiError,
  badRequest,
  failure,
  goQuote,
  resourceExpired,
  unknownError,
} from '@binnacle/meta'

const uint64Max = (1n << 64n) - 1n

/** The text of what is wrong with a resourceVersion, or undefined. */
function problem(text: string): string | undefined {
  const why = !/^[0-9]+$/.test(text)
    ? 'invalid syntax'
    : BigInt(text) > uint64Max
      ? 'value out of range'
      : undefined
  if (why === undefined) return undefined
  const error = `strconv.ParseUint: parsing ${goQuote(text)}: ${why}`
  return `resourceVersion: Invalid value: ${goQuote(text)}: ${error}`
}

/** Of a get or a watch: upstream lets its plain error through, so the answer is a bare 500. */
export function parseRevision(text: string): number {
  if (text === '' || text === '0') return 0
  const wrong = problem(text)
  if (wrong !== undefined) throw unknownError(wrong)
  return Number(text)
}

/** Of a list: 400. */
export function parseListRevision(text: string): number {
  if (text === '' || text === '0') return 0
  const wrong = problem(text)
  if (wrong !== undefined) throw badRequest(`invalid resource version: ${wrong}`)
  return Number(text)
}

/** 504: the client has seen a newer state than this replica could reach in time. */
export function tooLargeRevision(
  wanted: number | string,
  current: number,
  retryAfterSeconds: number,
): ApiError {
  const message = `Timeout: Too large resource version: ${wanted}, current: ${current}`
  const status = failure(504, 'Timeout', message, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds,
  })
  const retry = ['Retry-After', String(retryAfterSeconds)] as const
  return new ApiError(status, retryAfterSeconds > 0 ? [retry] : [])
}

export function listExpired(): ApiError {
  return resourceExpired('The resourceVersion for the provided list is too old.')
}

export function watchExpired(): ApiError {
  return resourceExpired('The resourceVersion for the provided watch is too old.')
}

/** `oldest`: the revision up to which nothing is known any more. */
export function tooOldRevision(wanted: number, oldest: number): ApiError {
  return resourceExpired(`too old resource version: ${wanted} (${oldest})`)
}
