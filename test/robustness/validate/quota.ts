// in: etcd's history, a namespace and what it may hold → out: every moment at which it held more.
import type { Replay } from '../model/replay.ts'

export function checkQuota(replay: Replay, namespace: string, hard: number): string[] {
  const there = new Set<string>()
  const wrong: string[] = []
  for (const { key, now, revision } of replay.facts) {
    if (!key.startsWith(`${namespace}/`)) continue
    if (now === undefined) there.delete(key)
    else there.add(key)
    if (now !== undefined && there.size > hard) {
      wrong.push(`${there.size} config maps at revision ${revision} where ${hard} may be`)
    }
  }
  return wrong
}
