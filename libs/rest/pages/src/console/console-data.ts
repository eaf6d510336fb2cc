// in: what a replica knows of itself and its cluster → out: the figures that the console shows.
// Never: more rows than a page can bear, nor a value of an object besides its quota.
import type { LiveCatalogue, ResourceDef } from '@binnacle/catalogue'
import type { MemberHealth } from '@binnacle/etcd'
import type { WatchSum } from '@binnacle/cache'
import type { KubeObject } from '@binnacle/meta'
import type { Metrics, RecentRequests, SingleRequest } from '@binnacle/telemetry'
import { quotaRows } from './quota-rows.ts'

export interface ReplicaRow {
  readonly id: string
  readonly host: string
  readonly address: string
  readonly renewedMsAgo: number
  readonly alive: boolean
  /** Clients are sent there: it is among the endpoints of the kubernetes service. */
  readonly serving: boolean
}

export interface ConsoleSources {
  /** Of this replica's lease. */
  readonly id: string
  readonly address: string
  readonly metrics: Pick<Metrics, 'kinds' | 'running'>
  readonly recent: RecentRequests
  readonly catalogue: LiveCatalogue
  replicas(): readonly ReplicaRow[]
  /** Never rejects; empty without etcd. */
  members(): Promise<readonly MemberHealth[]>
  watches(): readonly WatchSum[]
  count(def: ResourceDef): number
  quotas(): Iterable<KubeObject>
  /** The newest revision known here. */
  revision(): number
}

const rowsMax = 100

export async function consoleData(sources: ConsoleSources): Promise<object> {
  // Before etcd is asked: what it says afterwards may only be newer.
  const revision = sources.revision()
  const members = await sources.members()
  const nowMs = performance.now()
  const newest = Math.max(revision, ...members.map(({ status }) => status?.revision ?? 0))
  return {
    replica: ownFigures(sources, revision, newest),
    replicas: top(sources.replicas(), (one) => (one.id === sources.id ? 1 : 0)),
    members: members.map((member) => memberRow(member, newest)),
    ...requestFigures(sources, nowMs),
    watches: watchFigures(sources.watches()),
    objects: objectRows(sources),
    quotas: top(quotaRows(sources.quotas()), ({ part }) => part),
  }
}

interface Shown<T> {
  readonly rows: readonly T[]
  readonly total: number
}

function top<T>(rows: readonly T[], weight: (row: T) => number): Shown<T> {
  const sorted = [...rows].sort((a, b) => weight(b) - weight(a))
  return { rows: sorted.slice(0, rowsMax), total: rows.length }
}

function ownFigures({ id, address, metrics }: ConsoleSources, revision: number, newest: number) {
  const { rss, heapUsed } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return {
    id,
    address,
    uptimeSeconds: process.uptime(),
    cpuSeconds: (user + system) / 1e6,
    residentBytes: rss,
    heapBytes: heapUsed,
    running: metrics.running(),
    revision,
    behind: newest - revision,
  }
}

function memberRow({ endpoint, status, ms, error }: MemberHealth, newest: number) {
  return {
    endpoint: withoutLogin(endpoint),
    error,
    ms,
    ...(status && {
      version: status.version,
      leader: status.isLeader,
      hasLeader: status.hasLeader,
      databaseBytes: status.databaseSize,
      revision: status.revision,
      behind: Math.max(0, newest - status.revision),
    }),
  }
}

function withoutLogin(endpoint: string): string {
  return endpoint.replace(/\/\/[^/]*@/, '//')
}

function requestFigures({ metrics, recent }: ConsoleSources, nowMs: number) {
  const single = ({ atMs, seconds, ...rest }: SingleRequest) => ({
    ...rest,
    ms: seconds * 1000,
    msAgo: nowMs - atMs,
  })
  const clients = recent.clients().map(({ lastMs, ...rest }) => ({
    ...rest,
    msAgo: nowMs - lastMs,
  }))
  const others = recent.others()
  const kinds = metrics.kinds()
  return {
    requests: sum(kinds, (kind) => kind.requests),
    failed: sum(kinds, (kind) => kind.failed),
    clients: {
      ...top(clients, ({ requests }) => requests),
      others: { requests: others.requests, failed: others.failed },
    },
    kinds: top(
      kinds.map(({ seconds, ...rest }) => ({
        ...rest,
        meanMs: (seconds / rest.requests) * 1000,
      })),
      ({ requests }) => requests,
    ),
    slowest: recent.slowest().map(single),
    refused: { rows: recent.refused().map(single), total: recent.refusals },
  }
}

/** Those that are behind come first. */
function watchFigures(watches: readonly WatchSum[]) {
  const open = sum(watches, (one) => one.open)
  return { ...top(watches, (one) => one.lagMsMax * 1e6 + one.open), open }
}

function sum<T>(rows: readonly T[], read: (row: T) => number): number {
  return rows.reduce((all, row) => all + read(row), 0)
}

function objectRows({ catalogue, count }: ConsoleSources) {
  const byPrefix = new Map<string, { group: string; resource: string; objects: number }>()
  let objects = 0
  for (const def of catalogue.current().all()) {
    const { group, resource, storage } = def
    if (byPrefix.has(storage.prefix)) continue
    const row = { group, resource, objects: count(def) }
    byPrefix.set(storage.prefix, row)
    objects += row.objects
  }
  const rows = [...byPrefix.values()].filter((row) => row.objects > 0)
  return { ...top(rows, (row) => row.objects), objects }
}
