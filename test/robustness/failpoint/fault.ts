// in: a cluster → out: one kind of harm, done and undone. Never: harm that stays.
import type { Cluster } from '../cluster/cluster.ts'
import type { Random } from '../../harness/random.ts'

export interface Fault {
  readonly name: string
  /** What it cannot be done without. */
  readonly needs?: 'namespaces' | 'clock'
  /** Resolves when the harm is over. Whatever was ended is started again by the one who calls. */
  inject(cluster: Cluster, random: Random): Promise<void>
}
