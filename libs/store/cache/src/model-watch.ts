// in: what a watch told and the true history → out: where it broke a promise of watches.
// Never: outside tests.
import { seenAs } from '@binnacle/objects'
import { passes, shownStep, type TrueHistory } from './model-history.ts'
import type { Told, WatchRecord } from './model-records.ts'

function shownTold({ type, key, revision, value }: Told): string {
  return `${type} ${key} ${revision} ${value}`
}

/** Initial events up to the mark are the state at the mark's revision. */
function judgeInitial(
  history: TrueHistory,
  { query, told }: WatchRecord,
): { faults: string[]; from: number; rest: readonly Told[] } {
  if (query.sendInitialEvents !== true) {
    const faults = told.some(({ initialEnd }) => initialEnd) ? ['a mark nobody asked for'] : []
    return { faults, from: Number(query.resourceVersion), rest: told }
  }
  const end = told.findIndex(({ initialEnd }) => initialEnd)
  if (end < 0) return { faults: [], from: Number.POSITIVE_INFINITY, rest: [] }
  const from = (told[end] as Told).revision
  const expected = history
    .at(from)
    .filter((step) => passes(query, step))
    .map((step) => `ADDED ${shownStep(step)}`)
    .sort()
  const initial = told.slice(0, end).map(shownTold).sort()
  const same = expected.join('\n') === initial.join('\n')
  const faults = same ? [] : [`initial events at ${from}: ${initial} instead of ${expected}`]
  return { faults, from, rest: told.slice(end + 1) }
}

/** All that the watch has to tell after `from`, as `TYPE KEY REVISION VALUE`. */
function* owed(
  history: TrueHistory,
  { query }: WatchRecord,
  from: number,
): Generator<{ readonly revision: number; readonly text: string }> {
  for (const step of history.after(from)) {
    const { key, revision, value, before } = step
    const type = seenAs(passes(query, before), passes(query, step))
    if (type === undefined) continue
    const shown = type === 'DELETED' ? before?.value : value
    yield { revision, text: `${type} ${key} ${revision} ${shown}` }
  }
}

/** Ordered, unique, without a gap; no bookmark is ahead of an event; nothing is kept back. */
export function judgeWatch(history: TrueHistory, watch: WatchRecord): string[] {
  const { faults, from, rest } = judgeInitial(history, watch)
  if (from === Number.POSITIVE_INFINITY) {
    return watch.upTo > 0 ? ['the initial events did not end'] : faults
  }
  const due = owed(history, watch, from)
  let next = due.next()
  let reached = from
  for (const event of rest) {
    if (event.revision < reached) faults.push(`${shownTold(event)} after ${reached}`)
    reached = event.revision
    if (event.type === 'BOOKMARK') {
      if (event.initialEnd) faults.push(`a second mark at ${reached}`)
      if (next.done || next.value.revision > reached) continue
      return [...faults, `a bookmark at ${reached} before ${next.value.text}`]
    }
    const text = shownTold(event)
    const expected = next.done ? 'nothing' : next.value.text
    if (text !== expected) return [...faults, `a watch told ${text} instead of ${expected}`]
    next = due.next()
  }
  if (!next.done && next.value.revision <= watch.upTo) {
    faults.push(`a watch from ${from} to ${watch.upTo} did not tell ${next.value.text}`)
  }
  return faults
}
