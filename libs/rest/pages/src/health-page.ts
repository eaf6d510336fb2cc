// in: checks → out: the page that runs them all, as /healthz, /livez and /readyz do.
import type { Allowed, Reply } from '@binnacle/exchange'
import { goQuote } from '@binnacle/meta'
import type { HealthCheck } from './health-check.ts'
import type { HealthTally } from './health-tally.ts'
import { textReply } from './text-reply.ts'

/** Reasons go to the log only: these pages are public. */
export type Withheld = (page: string, failures: ReadonlyMap<string, string>) => void

/** `page` is `healthz`, `livez` or `readyz`. Any method is answered. */
export function healthPage(
  page: string,
  checks: readonly HealthCheck[],
  withhold: Withheld,
  tally: HealthTally,
) {
  return async (request: Allowed): Promise<Reply> => {
    const excluded = new Set(request.query.getAll('exclude'))
    const unknown = new Set(excluded)
    const failures = new Map<string, string>()
    let lines = ''
    for (const check of checks) {
      if (excluded.has(check.name)) {
        unknown.delete(check.name)
        lines += `[+]${check.name} excluded: ok\n`
        continue
      }
      const reason = await failureOf(check)
      tally.note(page, check.name, reason === undefined)
      if (reason === undefined) lines += `[+]${check.name} ok\n`
      else {
        failures.set(check.name, reason)
        lines += `[-]${check.name} failed: reason withheld\n`
      }
    }
    if (unknown.size > 0) {
      const names = [...unknown].sort().map(goQuote).join(',')
      lines += `warn: some health checks cannot be excluded: no matches for ${names}\n`
    }
    if (failures.size > 0) {
      withhold(page, failures)
      return textReply(500, `${lines}${page} check failed\n`)
    }
    if (!request.query.has('verbose')) return textReply(200, 'ok')
    return textReply(200, `${lines}${page} check passed\n`)
  }
}

/** One check by its own path: whoever may read that path may read the reason. */
export function singleCheckPage(check: HealthCheck) {
  return async (): Promise<Reply> => {
    const reason = await failureOf(check)
    if (reason === undefined) return textReply(200, 'ok')
    return textReply(500, `internal server error: ${reason}\n`)
  }
}

async function failureOf(check: HealthCheck): Promise<string | undefined> {
  try {
    await check.check()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
