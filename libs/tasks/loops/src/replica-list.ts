// in: leases and the endpoints of the kubernetes service → out: which replicas there are, and how.
import type { KubeObject } from '@binnacle/meta'
import { addressAnnotation, aliveMs, isReplicaLease, renewedMs } from './replica-lease.ts'

export interface ReplicaHealth {
  readonly id: string
  readonly host: string
  readonly address: string
  readonly renewedMsAgo: number
  readonly alive: boolean
  /** Clients are sent there. */
  readonly serving: boolean
}

export function listReplicas(
  leases: Iterable<KubeObject>,
  endpoints: KubeObject | undefined,
  nowMs: number,
): ReplicaHealth[] {
  const served = new Set<string>()
  for (const subset of endpoints?.subsets ?? []) {
    for (const { ip } of subset.addresses ?? []) {
      for (const { port } of subset.ports ?? []) {
        served.add(`${String(ip).includes(':') ? `[${ip}]` : ip}:${port}`)
      }
    }
  }
  const replicas: ReplicaHealth[] = []
  for (const lease of leases) {
    if (!isReplicaLease(lease)) continue
    const { name = '', labels, annotations } = lease.metadata
    const address = annotations?.[addressAnnotation] ?? ''
    const renewedMsAgo = Math.max(0, nowMs - renewedMs(lease))
    replicas.push({
      id: name,
      host: labels?.['kubernetes.io/hostname'] ?? '',
      address,
      renewedMsAgo,
      alive: renewedMsAgo < aliveMs,
      serving: served.has(address),
    })
  }
  return replicas
}
