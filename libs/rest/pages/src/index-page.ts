// in: the live catalogue and other pages' paths → out: `/`: the list of all paths.
import type { LiveCatalogue } from '@binnacle/catalogue'
import { formatApiVersion } from '@binnacle/meta'
import type { ExactPage } from './health-pages.ts'

/** Other pages are named by their paths; what is under /api and /apis comes from the catalogue. */
export function indexPages(
  catalogue: LiveCatalogue,
  others: () => Iterable<string>,
): ReadonlyMap<string, ExactPage> {
  const page: ExactPage = {
    async serve() {
      const paths = new Set<string>(['/apis', '/apis/', '/api', '/openapi/v2', '/openapi/v3'])
      paths.add('/openapi/v3/')
      for (const path of others()) if (path !== '/' && !path.endsWith('/')) paths.add(path)
      for (const { group, versions } of catalogue.current().groups) {
        if (group !== '') paths.add(`/apis/${group}`)
        for (const version of versions) {
          paths.add(`${group === '' ? '/api/' : '/apis/'}${formatApiVersion({ group, version })}`)
        }
      }
      return {
        status: 200,
        headers: [['Content-Type', 'application/json']],
        body: JSON.stringify({ paths: [...paths].sort() }, undefined, 2),
      }
    },
  }
  return new Map([
    ['/', page],
    ['/index.html', page],
  ])
}
