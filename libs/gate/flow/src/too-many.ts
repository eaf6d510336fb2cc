// in: after how many seconds to come again → out: the refusal, in upstream's plain text. Never: JSON.
import { ApiError, failure } from '@binnacle/meta'

export function tooMany(retryAfterSeconds: number): ApiError {
  const message = 'Too many requests, please try again later.'
  return new ApiError(failure(429, 'TooManyRequests', message, { retryAfterSeconds }), [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Retry-After', String(retryAfterSeconds)],
  ])
}
