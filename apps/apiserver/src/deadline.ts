// in: a routed request → out: how long it may take, and a refusal when it takes longer.
import { within } from '@binnacle/async'
import type { Bound, Reply, Routed } from '@binnacle/exchange'
import { parseDuration } from '@binnacle/flags'
import { badRequest, goQuote, timeoutError } from '@binnacle/meta'
import { isLongRunning } from '@binnacle/route'

/** Refuses a `timeout` that is no duration; Infinity for watches and other long requests. */
export function timeoutOf(routed: Routed, maxMs: number): number {
  if (isLongRunning(routed.info)) return Number.POSITIVE_INFINITY
  const asked = routed.query.get('timeout')
  if (asked === null || asked === '') return maxMs
  const ms = parseDuration(asked)
  if (ms === undefined) {
    throw badRequest(`invalid timeout specified in the request URL - time: ${reason(asked)}`)
  }
  return ms > 0 && ms < maxMs ? ms : maxMs
}

function reason(text: string): string {
  if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return `missing unit in duration ${goQuote(text)}`
  const unit = /^[+-]?(?:\d+\.?\d*|\.\d+)([^\d.]+)/.exec(text)?.[1]
  if (unit !== undefined && !/^(ns|us|µs|μs|ms|s|m|h)$/.test(unit)) {
    return `unknown unit ${goQuote(unit)} in duration ${goQuote(text)}`
  }
  return `invalid duration ${goQuote(text)}`
}

/** Performs within the time that is left; whoever still works on it sees the signal abort. */
export async function withinTime(
  request: Bound,
  maxMs: number,
  perform: (request: Bound) => Promise<Reply>,
): Promise<Reply> {
  const ms = timeoutOf(request, maxMs)
  if (ms === Number.POSITIVE_INFINITY) return perform(request)
  const late = () => {
    const error = timeoutError('request did not complete within the allotted timeout')
    request.expire?.(error)
    return error
  }
  const left = Math.max(0, ms - (performance.now() - request.receivedAtMs))
  return within(perform(request), left, late)
}
