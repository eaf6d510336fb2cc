// in: a way to render metrics → out: a page of them, and /metrics.
import type { ExactPage } from './health-pages.ts'

/** `render` is asked on each scrape. */
export function metricsPage(render: () => Promise<string>): ExactPage {
  return {
    async serve() {
      return {
        status: 200,
        headers: [
          ['Content-Type', 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores'],
        ],
        body: await render(),
      }
    },
  }
}

export function metricsPages(render: () => Promise<string>): ReadonlyMap<string, ExactPage> {
  return new Map([['/metrics', metricsPage(render)]])
}
