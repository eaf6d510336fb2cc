// in: a request and what is known of its resource → out: how many seats it takes. Never: a look at objects.
import type { Identified } from '@binnacle/exchange'
import type { Work } from './work.ts'

export interface ResourceFacts {
  /** Objects of a resource, and their bytes on average; undefined: not ours. */
  objects(group: string, resource: string): { count: number; bytesMean: number } | undefined
  /** Watches that a write to this place wakes. */
  watchers(group: string, resource: string, namespace: string): number
}

const bytesPerSeat = 100_000
const cachedBytesMax = 1_000_000
const listSeatsMax = 100
const writeSeatsMax = 10
const watchesPerSeat = 10
const wakeMs = 5

export const oneSeat: Work = { initialSeats: 1, finalSeats: 0, finalMs: 0 }

/** `levelMax`: what the level lets one request have; 0: it has no opinion. */
export function estimateWork(request: Identified, facts: ResourceFacts, levelMax: number): Work {
  const { info } = request
  if (!info.isResourceRequest) return oneSeat
  switch (info.verb) {
    case 'list':
    case 'watch':
      return listWork(request, facts, within(levelMax, listSeatsMax))
    case 'create':
    case 'update':
    case 'patch':
    case 'delete':
      return writeWork(request, facts, within(levelMax, writeSeatsMax))
    default:
      return oneSeat
  }
}

function within(levelMax: number, max: number): number {
  return levelMax === 0 ? max : Math.min(levelMax, max)
}

function listWork({ info, query }: Identified, facts: ResourceFacts, max: number): Work {
  if (info.name !== '') return oneSeat
  if (info.verb === 'watch') {
    const since = query.get('resourceVersion') ?? ''
    const fromStart = since === '' || since === '0'
    if (!fromStart && query.get('sendInitialEvents') !== 'true') return oneSeat
  }
  const known = facts.objects(info.group, info.resource)
  if (known === undefined) return oneSeat
  const limit = Number(query.get('limit') ?? 0)
  const count = limit > 0 ? Math.min(limit, known.count) : known.count
  // All is served from memory here, a page at a time.
  const bytes = Math.min(cachedBytesMax, count * known.bytesMean)
  const seats = Math.min(max, Math.max(1, Math.ceil(bytes / bytesPerSeat)))
  return seats === 1 ? oneSeat : { initialSeats: seats, finalSeats: 0, finalMs: 0 }
}

function writeWork({ info }: Identified, facts: ResourceFacts, max: number): Work {
  if (info.resource === 'serviceaccounts' && info.subresource === 'token') return oneSeat
  const watchers = facts.watchers(info.group, info.resource, info.namespace)
  if (watchers < watchesPerSeat) return oneSeat
  const wanted = Math.ceil(watchers / watchesPerSeat)
  const finalSeats = Math.min(max, wanted)
  return { initialSeats: 1, finalSeats, finalMs: (wanted * wakeMs) / finalSeats }
}
