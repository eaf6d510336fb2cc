// in: the rooms of a replica → out: the console's pages. Wires; decides nothing itself.
import { listReplicas } from '@binnacle/loops'
import { consolePages } from '@binnacle/pages'
import type { Surroundings } from '@binnacle/kinds'
import type { Metrics, RecentRequests } from '@binnacle/telemetry'
import type { OpenedStore } from './open-store.ts'

export interface ConsoleParts {
  readonly id: string
  readonly address: string
  readonly metrics: Metrics
  readonly recent: RecentRequests
  readonly opened: OpenedStore
  readonly surroundings: Surroundings
}

const leases = { group: 'coordination.k8s.io', resource: 'leases' }
const endpoints = { group: '', resource: 'endpoints' }
const quotas = { group: '', resource: 'resourcequotas' }

export function consoleOf(parts: ConsoleParts): ReturnType<typeof consolePages> {
  const { opened, surroundings } = parts
  const { catalogue, shapeOf, lookUp, lookUpAll } = surroundings
  return consolePages({
    id: parts.id,
    address: parts.address,
    metrics: parts.metrics,
    recent: parts.recent,
    catalogue,
    replicas: () =>
      listReplicas(
        lookUpAll(leases, 'kube-system'),
        lookUp(endpoints, 'default', 'kubernetes'),
        Date.now(),
      ),
    members: opened.members,
    watches: opened.watches,
    count: (def) => opened.count(shapeOf(def)),
    quotas: () => lookUpAll(quotas, ''),
    revision: () => opened.store.revision(),
  })
}
