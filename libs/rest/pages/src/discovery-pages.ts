// in: the live catalogue → out: the pages of discovery: /, /api, /apis and below. Never: resources.
import type { LiveCatalogue } from '@binnacle/catalogue'
import { checkRouteAccept } from '@binnacle/codec'
import type { Allowed, Reply, RequestInfo } from '@binnacle/exchange'
import { aggregatedReply } from './aggregated-discovery.ts'
import {
  apiVersionsDocument,
  groupDocument,
  groupListDocument,
  resourceListDocument,
} from './discovery-documents.ts'
import { type Elsewhere, shownGroups } from './elsewhere.ts'
import type { ExactPage } from './health-pages.ts'
import { negotiatedReply } from './negotiated-reply.ts'

export interface DiscoverySources {
  readonly catalogue: LiveCatalogue
  /** `10.0.0.1:6443`: where clients inside the network find this server. */
  readonly serverAddress: string
  readonly elsewhere: Elsewhere
}

export function discoveryPages(sources: DiscoverySources): {
  find(info: RequestInfo): ExactPage | undefined
} {
  return {
    find({ parts }) {
      const [first, second, third] = parts
      if (first === 'api') return corePage(sources, parts)
      if (first !== 'apis') return undefined
      if (second === undefined) return groupsPage(sources)
      if (third === undefined) return groupPage(sources, second)
      return parts.length === 3 ? versionPage(sources, second, third) : undefined
    },
  }
}

const onlyGet = ['GET']

function corePage(sources: DiscoverySources, parts: readonly string[]): ExactPage | undefined {
  const { catalogue, serverAddress, elsewhere } = sources
  if (parts.length === 1) {
    return routePage(
      (request) =>
        aggregatedReply(request, catalogue.current(), elsewhere, true) ??
        negotiatedReply(request, apiVersionsDocument(serverAddress)),
    )
  }
  return parts.length === 2 ? versionPage(sources, '', parts[1] ?? '') : undefined
}

/** Answers every method. */
function groupsPage({ catalogue, elsewhere }: DiscoverySources): ExactPage {
  return page(
    (request) =>
      aggregatedReply(request, catalogue.current(), elsewhere, false) ??
      negotiatedReply(request, groupListDocument(shownGroups(catalogue.current(), elsewhere))),
  )
}

function groupPage(
  { catalogue, elsewhere }: DiscoverySources,
  group: string,
): ExactPage | undefined {
  const groups = shownGroups(catalogue.current(), elsewhere)
  const known = groups.find((each) => each.group === group)
  if (known === undefined || group === '') return undefined
  return page((request) => negotiatedReply(request, groupDocument(group, known.versions)))
}

function versionPage(
  { catalogue }: DiscoverySources,
  group: string,
  version: string,
): ExactPage | undefined {
  const gv = { group, version }
  const defs = catalogue.current().resourcesOf(gv)
  if (defs.length === 0) return undefined
  const serve = (request: Allowed) => negotiatedReply(request, resourceListDocument(gv, defs))
  // Definitions by users are served by a plainer router, which takes every method.
  return defs.some(({ custom }) => custom) ? page(serve) : routePage(serve)
}

function page(serve: (request: Allowed) => Reply): ExactPage {
  return { serve: async (request) => serve(request) }
}

function routePage(serve: (request: Allowed) => Reply): ExactPage {
  return {
    methods: onlyGet,
    async serve(request) {
      checkRouteAccept(request.headers.get('accept'), { watchable: false })
      return serve(request)
    },
  }
}
