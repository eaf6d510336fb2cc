// in: pages of several rooms → out: one way to find the page of a path.
import type { RequestInfo } from '@binnacle/exchange'
import type { Page, Pages } from '@binnacle/route'

/** Exact paths first; then each finder in order. */
export function pageList(
  exact: readonly ReadonlyMap<string, Page>[],
  finders: readonly Pages[] = [],
): Pages {
  const byPath = new Map<string, Page>()
  for (const pages of exact) for (const [path, page] of pages) byPath.set(path, page)
  return {
    find(info: RequestInfo) {
      const known = byPath.get(info.path)
      if (known !== undefined) return known
      for (const finder of finders) {
        const page = finder.find(info)
        if (page !== undefined) return page
      }
      return undefined
    },
  }
}
