// in: flags → out: whatever cannot be followed, in the reference's words. Never: a file read.
import type { FlagValues } from '@binnacle/flags'
import type { FlagName } from '../flag-table.ts'
import { auditFaults } from './check-audit.ts'
import { clusterFaults } from './check-cluster.ts'
import { observingFaults } from './check-observing.ts'
import { servingFaults } from './check-serving.ts'
import { storeFaults } from './check-store.ts'

export type Flags = FlagValues<FlagName>

/** All of them at once: who mends one should not meet the next at the next start. */
export function flagFaults(flags: Flags): string[] {
  return [
    ...servingFaults(flags),
    ...storeFaults(flags),
    ...auditFaults(flags),
    ...clusterFaults(flags),
    ...observingFaults(flags),
  ]
}
