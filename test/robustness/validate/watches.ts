// in: what watchers heard, and etcd's history → out: every promise of a watch that was broken.
import { firstAbove, type Replay, type Sight } from '../model/replay.ts'
import type { Heard, Segment, WatchRecord } from '../model/watch-record.ts'

export function checkWatches(records: readonly WatchRecord[], replay: Replay): string[] {
  return records.flatMap((record) => {
    const told = replay.sights(record.filter)
    const who = `${record.client} (${record.filter.namespace}?${record.filter.tier})`
    const wrong = record.wrong.map((text) => `${who}: ${text}`)
    for (const segment of record.segments) {
      const found = wrongSegment(segment, told)
      if (found !== undefined) wrong.push(`${who} from ${segment.from}: ${found}`)
    }
    return wrong
  })
}

/** Ordered, unique, whole, with the right types and states; bookmarks never ahead of events. */
function wrongSegment(segment: Segment, told: readonly Sight[]): string | undefined {
  let at = firstAbove(told, segment.from)
  let last = segment.from
  for (const heard of segment.heard) {
    if (heard.revision < last) return `${show(heard)} after ${last}`
    const next = told[at]
    if (heard.type === 'BOOKMARK') {
      if (next !== undefined && next.revision <= heard.revision) {
        return `a bookmark at ${heard.revision}, but not yet ${show(next)}`
      }
    } else {
      if (next === undefined) return `${show(heard)} was never there`
      if (show(next) !== show(heard)) return `${show(heard)} instead of ${show(next)}`
      at++
    }
    last = heard.revision
  }
  return undefined
}

function show({ type, revision, name, mark }: Heard | Sight): string {
  return `${type} ${name} ${mark}@${revision}`
}
