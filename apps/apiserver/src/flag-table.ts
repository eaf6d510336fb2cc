// in: nothing → out: the flags that this server knows, by upstream's names. Never: a flag that is silently ignored.
import { accessFlags } from './flags/access-flags.ts'
import { auditFlags } from './flags/audit-flags.ts'
import { clusterFlags } from './flags/cluster-flags.ts'
import type { Flag } from './flags/flag.ts'
import { observingFlags } from './flags/observing-flags.ts'
import { servingFlags } from './flags/serving-flags.ts'
import { storeFlags } from './flags/store-flags.ts'

/** Names that upstream does not have are marked "Ours"; `idle` says why a flag changes nothing. */
export const flagTable = {
  ...accessFlags,
  ...auditFlags,
  ...clusterFlags,
  ...observingFlags,
  ...servingFlags,
  ...storeFlags,
} as const satisfies Record<string, Flag>

export type FlagName = keyof typeof flagTable
