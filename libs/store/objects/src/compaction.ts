// in: etcd and an interval → out: history older than it is forgotten, by one replica at a time.
// Never: live keys.
import type { EtcdClient } from '@binnacle/etcd'

/** The key by which the reference's replicas agree who compacts. Outside the registry. */
export const compactRevKey = 'compact_rev_key'

export interface CompactionState {
  /** How often anyone compacted, as far as this replica knows. */
  readonly version: number
  /** The revision that will be compacted next time. */
  readonly revision: number
}

export interface CompactionStep extends CompactionState {
  /** Compacted up to here by now; 0: nothing yet. */
  readonly compacted: number
}

/** One round: whoever raises the key's version first compacts what the last round saw as newest. */
export async function compactOnce(
  etcd: EtcdClient,
  state: CompactionState,
): Promise<CompactionStep> {
  const { version, revision } = state
  const answer = await etcd.txn({
    guards: [{ key: compactRevKey, version }],
    then: [{ put: { key: compactRevKey, value: Buffer.from(String(revision)) } }],
    otherwise: [{ range: { key: compactRevKey } }],
  })
  if (!answer.succeeded) {
    const kv = answer.ranges[0]?.kvs[0]
    const compacted = Number(kv?.value.toString() ?? 0) || 0
    return { version: kv?.version ?? 0, revision: answer.revision, compacted }
  }
  if (revision > 0) await etcd.compact(revision)
  return { version: version + 1, revision: answer.revision, compacted: revision }
}

export interface Compaction {
  stop(): void
}

/** The reference's default interval is five minutes; 0 switches it off. */
export function startCompaction(
  etcd: EtcdClient,
  intervalMs: number,
  onStep: (step: CompactionStep | Error) => void = () => {},
): Compaction {
  if (intervalMs <= 0) return { stop() {} }
  let state: CompactionState = { version: 0, revision: 0 }
  const timer = setInterval(async () => {
    try {
      const step = await compactOnce(etcd, state)
      state = step
      onStep(step)
    } catch (error) {
      onStep(error as Error)
    }
  }, intervalMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
