// in: a replica → out: the lease that says it is alive. Never: who may serve; all may.
import { createHash } from 'node:crypto'
import { formatMicroTime, type KubeObject } from '@binnacle/meta'

export interface ReplicaFacts {
  /** Tells replicas apart, also on one machine; the same after a restart. */
  readonly id: string
  readonly hostname: string
  /** Where clients inside the cluster reach it. */
  readonly address: string
}

export const identityLabel = 'apiserver.kubernetes.io/identity'
export const addressAnnotation = 'kubernetes.io/peer-advertise-address'
const durationSeconds = 3600
/** A replica that did not renew for so long takes no more requests. */
export const aliveMs = 15_000

const base32 = 'abcdefghijklmnopqrstuvwxyz234567'

/** `apiserver-` and 26 signs, as the reference makes it from the name of the machine. */
export function replicaId(seed: string): string {
  const digest = createHash('sha256').update(seed).digest().subarray(0, 16)
  let bits = ''
  for (const byte of digest) bits += byte.toString(2).padStart(8, '0')
  const groups = bits.match(/.{1,5}/g) ?? []
  const signs = groups.map((group) => base32[Number.parseInt(group.padEnd(5, '0'), 2)])
  return `apiserver-${signs.join('')}`
}

export function replicaLease(facts: ReplicaFacts, holder: string, now: Date): KubeObject {
  return {
    kind: 'Lease',
    apiVersion: 'coordination.k8s.io/v1',
    metadata: {
      name: facts.id,
      namespace: 'kube-system',
      labels: { [identityLabel]: 'kube-apiserver', 'kubernetes.io/hostname': facts.hostname },
      annotations: { [addressAnnotation]: facts.address },
    },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: durationSeconds,
      renewTime: formatMicroTime(now),
    },
  }
}

export function isReplicaLease({ metadata }: KubeObject): boolean {
  return metadata.labels?.[identityLabel] === 'kube-apiserver'
}

export function renewedMs(lease: KubeObject): number {
  const time = Date.parse(lease.spec?.renewTime ?? '')
  return Number.isNaN(time) ? 0 : time
}

/** Long enough for nobody to need it any more. */
export function isOver(lease: KubeObject, nowMs: number): boolean {
  return renewedMs(lease) + (lease.spec?.leaseDurationSeconds ?? durationSeconds) * 1000 < nowMs
}
