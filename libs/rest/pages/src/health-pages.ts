// in: what can be unwell → out: the health pages by path, and a page of what they found.
import type { Allowed, Reply } from '@binnacle/exchange'
import { type HealthSources, healthChecks } from './health-checks.ts'
import { healthPage, singleCheckPage, type Withheld } from './health-page.ts'
import { createHealthTally } from './health-tally.ts'
import { metricsPage } from './metrics-page.ts'

/** A page that a path names whole. */
export interface ExactPage {
  readonly methods?: readonly string[]
  serve(request: Allowed): Promise<Reply>
}

export function healthPages(
  sources: HealthSources,
  withhold: Withheld = () => undefined,
): ReadonlyMap<string, ExactPage> {
  const pages = new Map<string, ExactPage>()
  const tally = createHealthTally()
  pages.set(
    '/metrics/slis',
    metricsPage(async () => tally.render()),
  )
  for (const [page, checks] of healthChecks(sources)) {
    pages.set(`/${page}`, { serve: healthPage(page, checks, withhold, tally) })
    for (const check of checks) {
      pages.set(`/${page}/${check.name}`, { serve: singleCheckPage(check) })
    }
  }
  return pages
}
