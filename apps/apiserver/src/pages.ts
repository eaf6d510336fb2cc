// in: what the rooms have to show → out: every page that answers by itself, by path.
import { accessPages, type Authorizer } from '@binnacle/authz'
import { openIdPages, type TokenIssuer } from '@binnacle/authn'
import type { LiveCatalogue } from '@binnacle/catalogue'
import {
  discoveryPages,
  type Elsewhere,
  healthPages,
  indexPages,
  flagzPages,
  metricsPages,
  openApiPages,
  type StartUp,
  statuszPages,
  versionPages,
} from '@binnacle/pages'
import type { Page, Pages } from '@binnacle/route'
import type { Logger, Metrics } from '@binnacle/telemetry'
import { hideMetrics } from './hide-metrics.ts'
import type { OpenedStore } from './open-store.ts'
import { pageList } from './page-list.ts'

export interface PageSources {
  readonly progress: StartUp
  readonly opened: OpenedStore
  readonly metrics: Metrics
  readonly catalogue: LiveCatalogue
  readonly tokens: TokenIssuer
  readonly authorizer: Authorizer
  /** So long after the start, livez takes what has not begun for well. */
  readonly livezGraceMs: number
  /** Names of metrics that are not shown. */
  readonly hiddenMetrics: readonly string[]
  /** `10.0.0.1:6443`: where clients find this replica. */
  readonly address: string
  /** Where others find the keys of service accounts; undefined: at this address. */
  readonly jwksUri: string | undefined
  /** Pages that the index does not name. */
  readonly unlisted: ReadonlyMap<string, Page>
  readonly log: Logger
  /** For people; not in the index. */
  readonly console: ReadonlyMap<string, Page>
  /** undefined: everything is served here. */
  readonly elsewhere: Elsewhere | undefined
  /** As /flagz shows them. */
  readonly flags: Readonly<Record<string, string>>
  isStopping(): boolean
}

export function createPages(sources: PageSources): Pages {
  const { progress, opened, metrics, catalogue, tokens, address, jwksUri, log } = sources
  const exact: ReadonlyMap<string, Page>[] = [
    healthPages(
      {
        startUp: progress,
        livezGraceMs: sources.livezGraceMs,
        etcd: () => opened.check(),
        etcdReadiness: () => opened.checkReadiness(),
        shutdown() {
          if (sources.isStopping()) throw new Error('process is shutting down')
        },
      },
      (page, failures) => log.warn({ page, failures: Object.fromEntries(failures) }, 'unwell'),
    ),
    versionPages(),
    metricsPages(hideMetrics(metrics.render, sources.hiddenMetrics)),
    openIdPages(tokens, jwksUri ?? `https://${address}/openid/v1/jwks`),
    flagzPages(sources.flags),
    statuszPages(() => exact.flatMap((pages) => [...pages.keys()])),
  ]
  const elsewhere = sources.elsewhere ?? allHere
  const index = indexPages(catalogue, () => [
    ...exact.flatMap((pages) => [...pages.keys()]),
    ...elsewhere.versions().flatMap(pathsOf),
  ])
  const discovery = discoveryPages({ catalogue, serverAddress: address, elsewhere })
  // Ours are not in the index: it lists what the reference lists.
  return pageList(
    [...exact, accessPages(sources.authorizer), sources.console, sources.unlisted, index],
    [discovery, openApiPages(catalogue, elsewhere)],
  )
}

const nothing: readonly never[] = []

const allHere: Elsewhere = {
  versions: () => nothing,
  priorityOf: () => undefined,
  openApiPage: () => undefined,
}

function pathsOf({ group, version }: { group: string; version: string }): string[] {
  return group === '' ? [] : [`/apis/${group}`, `/apis/${group}/${version}`]
}
