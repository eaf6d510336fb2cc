// in: writes and etcd's history → out: those lost, doubled, or done though they were refused.
import type { Operation } from '../model/operation.ts'
import type { Replay } from '../model/replay.ts'

export function checkWrites(operations: readonly Operation[], replay: Replay): string[] {
  const wrong: string[] = []
  for (const { mark, outcome, revision, kind, key, client, status } of operations) {
    if (mark === undefined) continue
    const facts = replay.written(mark)
    const what = `${kind} ${key} ${mark} of ${client} (${status})`
    if (facts.length > 1) wrong.push(`done ${facts.length} times: ${what}`)
    if (outcome === 'ok' && facts.length === 0) wrong.push(`acknowledged and lost: ${what}`)
    if (outcome === 'refused' && facts.length > 0) wrong.push(`refused and done: ${what}`)
    const at = facts[0]
    if (at === undefined) continue
    if (at.key !== key) wrong.push(`done to ${at.key}: ${what}`)
    if (outcome === 'ok' && at.revision !== revision) {
      wrong.push(`answered with revision ${revision}, done at ${at.revision}: ${what}`)
    }
  }
  return wrong
}
