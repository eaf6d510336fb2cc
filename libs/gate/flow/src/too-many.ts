// in: after how many seconds to come again → out: the refusal, in upstream's plain text. Never: JSON.
import { ApiError, failure } from '@binnacle/meta'

const known = new Map<number, ApiError>()

/** One error for all: who refuses many has no time to note each time where that was. */
export function tooMany(retryAfterSeconds: number): ApiError {
  const error = known.get(retryAfterSeconds) ?? make(retryAfterSeconds)
  known.set(retryAfterSeconds, error)
  return error
}

function make(retryAfterSeconds: number): ApiError {
  const message = 'Too many requests, please try again later.'
  return new ApiError(failure(429, 'TooManyRequests', message, { retryAfterSeconds }), [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Retry-After', String(retryAfterSeconds)],
  ])
}
