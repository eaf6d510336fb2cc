// in: config and rooms → out: what other servers serve behind this one, and whether they are there.
import { follow } from '@binnacle/authz'
import type { Surroundings } from '@binnacle/kinds'
import { type BootstrapTools, watchAvailability } from '@binnacle/loops'
import { type Aggregator, createAggregator, keepApiServices } from '@binnacle/proxy'
import type { Config } from './config.ts'
import type { Shapes } from './shapes.ts'

export interface Aggregation extends Aggregator {
  /** Resolves when it is known what is served elsewhere. */
  readonly ready: Promise<void>
  /** Begins to check who is there. */
  start(tools: BootstrapTools, track: Track): void
}

export type Track = NonNullable<Parameters<typeof watchAvailability>[0]['track']>

const apiServicesName = { group: 'apiregistration.k8s.io', resource: 'apiservices' }

export function aggregationOf(
  config: Config,
  shapes: Shapes,
  known: Surroundings,
  warn: (message: string) => void,
): Aggregation | undefined {
  const shape = shapes.find(apiServicesName)
  if (shape === undefined) return undefined
  const { byEndpoints, cert, key } = config.aggregation
  const apiServices = keepApiServices({ cert, key })
  const following = follow(known.store, shape, apiServices)
  const isIdentity = identityHeaders(config.identity)
  const aggregator = createAggregator(apiServices, known, { byEndpoints, isIdentity })
  let checks: { close(): void } | undefined
  return {
    ...aggregator,
    ready: following.ready,
    start({ store, placeOf, now }, track) {
      const onTrouble = (error: unknown) => warn(`an APIService was not checked: ${error}`)
      const tools = { store, placeOf, now, track, apiServices, known, byEndpoints, onTrouble }
      checks = watchAvailability(tools)
    },
    close() {
      checks?.close()
      following.close()
      aggregator.close()
    },
  }
}

function identityHeaders({ requestHeader }: Config['identity']): (name: string) => boolean {
  const { usernameHeaders = [], uidHeaders = [], groupHeaders = [] } = requestHeader ?? {}
  const lower = (name: string) => name.toLowerCase()
  const names = new Set([...usernameHeaders, ...uidHeaders, ...groupHeaders].map(lower))
  const prefixes = (requestHeader?.extraHeaderPrefixes ?? []).map(lower)
  return (name) => names.has(name) || prefixes.some((prefix) => name.startsWith(prefix))
}
