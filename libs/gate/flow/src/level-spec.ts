// in: a PriorityLevelConfiguration → out: the numbers that flow control needs. Never: a broken union.
import type { Dict, KubeObject } from '@binnacle/meta'

export interface Queuing {
  readonly queues: number
  readonly handSize: number
  readonly queueLengthLimit: number
}

export interface LevelSpec {
  readonly name: string
  readonly uid: string
  readonly exempt: boolean
  readonly shares: number
  /** In percent of the level's nominal seats. */
  readonly lendable: number
  /** undefined: as much as there is. */
  readonly borrowing: number | undefined
  /** undefined: what finds no seat is refused. */
  readonly queuing: Queuing | undefined
}

/** undefined: what validation lets through no more, but an old etcd may still hold. */
export function levelSpec(object: KubeObject): LevelSpec | undefined {
  const name = object.metadata.name ?? ''
  const uid = object.metadata.uid ?? ''
  const { type, limited, exempt }: Dict = object.spec ?? {}
  if ((type === 'Exempt') !== (name === 'exempt')) return undefined
  if (type === 'Exempt') {
    if (!exempt || limited) return undefined
    const shares = exempt.nominalConcurrencyShares ?? 0
    const lendable = exempt.lendablePercent ?? 0
    const rest = { borrowing: undefined, queuing: undefined }
    return { name, uid, exempt: true, shares, lendable, ...rest }
  }
  if (type !== 'Limited' || !limited || exempt) return undefined
  const { type: response, queuing } = limited.limitResponse ?? {}
  if ((response === 'Queue') !== (queuing !== undefined)) return undefined
  return {
    name,
    uid,
    exempt: false,
    shares: limited.nominalConcurrencyShares ?? 30,
    lendable: limited.lendablePercent ?? 0,
    borrowing: limited.borrowingLimitPercent,
    queuing,
  }
}
