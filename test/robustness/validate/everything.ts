// in: a journal, etcd's history and the times of faults → out: every rule that was broken, and what was looked at.
import { Replay, type Fact } from '../model/replay.ts'
import type { Journal } from '../traffic/journal.ts'
import { checkHistories } from './histories.ts'
import { checkInformers } from './informers.ts'
import { checkQuota } from './quota.ts'
import { checkReads } from './reads.ts'
import { checkRefusals, type FaultTime } from './refusals.ts'
import { checkWatches } from './watches.ts'
import { checkWrites } from './writes.ts'

export interface Evidence {
  readonly journal: Journal
  readonly facts: readonly Fact[]
  readonly faults: readonly FaultTime[]
  readonly quota: { readonly namespace: string; readonly hard: number }
}

export interface Verdict {
  /** Rule → what broke it. */
  readonly violations: Readonly<Record<string, readonly string[]>>
  readonly objects: number
  readonly events: number
}

export function checkEverything({ journal, facts, faults, quota }: Evidence): Verdict {
  const replay = new Replay(facts)
  const { operations, watches, informers } = journal
  const histories = checkHistories(operations, replay)
  return {
    violations: {
      linearizable: histories.violations,
      undecided: histories.undecided,
      writes: checkWrites(operations, replay),
      reads: checkReads(operations, replay),
      watches: checkWatches(watches, replay),
      informers: checkInformers(informers, replay),
      quota: checkQuota(replay, quota.namespace, quota.hard),
      refusals: checkRefusals(operations, faults),
      bodies: journal.unreadable,
    },
    objects: histories.objects,
    events: watches.reduce(
      (sum, { segments }) => sum + segments.reduce((all, { heard }) => all + heard.length, 0),
      0,
    ),
  }
}
