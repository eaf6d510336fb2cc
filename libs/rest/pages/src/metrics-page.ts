// in: a way to render metrics → out: /metrics.
import type { ExactPage } from './health-pages.ts'

/** `render` is asked on each scrape. */
export function metricsPages(render: () => Promise<string>): ReadonlyMap<string, ExactPage> {
  const page: ExactPage = {
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
  return new Map([['/metrics', page]])
}
