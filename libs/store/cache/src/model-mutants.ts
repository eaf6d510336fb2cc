// in: an honest history and what clients saw of it → out: the same with one defect.
// Never: outside tests.
import { type Step, TrueHistory } from './model-history.ts'
import type { ListRecord, ReadRecord, Records, Told, WatchRecord } from './model-records.ts'
import { passes, shownStep } from './model-history.ts'

export interface Seen {
  history: TrueHistory
  readonly records: Records
}

/** Puts the defect in; false: there is no place for it. */
type Mutant = (seen: Seen) => boolean

/** Puts a defect into the first record from the middle on that has room for it. */
function into<T>(records: readonly T[], spoil: (record: T, at: number) => boolean): boolean {
  const middle = Math.floor(records.length / 2)
  const order = [...records.keys()].map((at) => (at + middle) % records.length)
  return order.some((at) => spoil(records[at] as T, at))
}

type Open<T> = { -readonly [Part in keyof T]: T[Part] }

function readAs(read: ReadRecord, step: Step | undefined): true {
  const { revision, value } = step ?? {}
  const found = value === undefined ? undefined : { revision: revision as number, value }
  Object.assign(read as Open<ReadRecord>, { found })
  return true
}

/** A revision that some later operation wrote: no read that ended before can know it. */
function isOfTheFuture({ records }: Seen, { span }: ReadRecord | ListRecord, revision: number) {
  return records.writes.some((write) => write.span.began > span.ended && write.revision <= revision)
}

const reads: Readonly<Record<string, Mutant>> = {
  'a read shows a state that was replaced before it began': ({ history, records }) =>
    into(records.reads, (read) => {
      const before = history.lastOf(read.key, read.least)?.before
      return before?.value !== undefined && readAs(read, before)
    }),
  'a read shows what was removed before it began': ({ history, records }) =>
    into(records.reads, (read) => {
      const last = history.lastOf(read.key, read.least)
      return last?.before !== undefined && last.value === undefined && readAs(read, last.before)
    }),
  'a read shows what is written later': (seen) =>
    into(seen.records.reads, (read) => {
      const later = seen.history.of(read.key).find(({ revision, value }) => {
        return value !== undefined && isOfTheFuture(seen, read, revision)
      })
      return later !== undefined && readAs(read, later)
    }),
  'a read finds nothing where something is': (seen) =>
    into(seen.records.reads, (read) => {
      const [now, next] = seen.history.since(read.key, read.least)
      if (now?.value === undefined || now.revision > read.least) return false
      if (next !== undefined && !isOfTheFuture(seen, read, next.revision)) return false
      return readAs(read, undefined)
    }),
  'a read shows another value': ({ records }) =>
    into(records.reads, ({ found }) => {
      if (found) Object.assign(found, { value: found.value.replace('"text":"', '"text":"!') })
      return found !== undefined
    }),
}

function listAs(history: TrueHistory, list: ListRecord, revision: number): true {
  const state = history.at(revision).filter((step) => passes(list.query, step))
  const changed = { revisions: [revision], items: state.map(shownStep) }
  Object.assign(list as Open<ListRecord>, changed)
  return true
}

function itemsOf(list: ListRecord): string[] {
  return list.items as string[]
}

const lists: Readonly<Record<string, Mutant>> = {
  'a list leaves out an object': ({ records }) =>
    into(records.lists, (list) => itemsOf(list).pop() !== undefined),
  'a list shows an object twice': ({ records }) =>
    into(
      records.lists,
      (list) => list.items[0] !== undefined && itemsOf(list).push(list.items[0]) > 0,
    ),
  'a list is out of order': ({ records }) =>
    into(records.lists, (list) => list.items.length > 1 && itemsOf(list).reverse().length > 1),
  'a list shows one object as it was before': ({ history, records }) =>
    into(records.lists, (list) => {
      const [key = '', revision] = (list.items[0] ?? '').split(' ')
      const before = history.lastOf(key, Number(revision))?.before
      if (before?.value === undefined) return false
      itemsOf(list)[0] = shownStep(before)
      return true
    }),
  'a list is older than what was known': ({ history, records }) =>
    into(records.lists, (list) => list.least > 20 && listAs(history, list, list.least - 1)),
  'a list is of the future': (seen) =>
    into(seen.records.lists, (list) => {
      const { revision } = seen.history.steps.at(-1) as Step
      if (list.exact !== undefined || !isOfTheFuture(seen, list, revision)) return false
      return listAs(seen.history, list, revision)
    }),
  'a list is of another revision than asked for': ({ history, records }) =>
    into(records.lists, (list) => {
      return list.exact !== undefined && listAs(history, list, list.exact + 1)
    }),
  'pages are of two revisions': ({ records }) =>
    into(records.lists, ({ revisions }) => {
      const last = revisions.length - 1
      if (last > 0) (revisions as number[])[last] = (revisions[0] as number) - 1
      return last > 0
    }),
}

/** The history with one step more or less. */
function retold(seen: Seen, around: (step: Step) => readonly Step[]): true {
  const history = new TrueHistory()
  for (const step of seen.history.steps) {
    for (const { key, revision, value } of around(step)) history.add(key, revision, value)
  }
  history.reached = seen.history.reached
  seen.history = history
  return true
}

const writes: Readonly<Record<string, Mutant>> = {
  'an acknowledged write is lost': (seen) =>
    into(seen.records.writes, ({ key, revision }) =>
      retold(seen, (step) => (step.key === key && step.revision === revision ? [] : [step])),
    ),
  'a write is done twice': (seen) =>
    into(seen.history.steps, (twin, at) => {
      const next = seen.history.steps[at + 1]
      if (twin.value === undefined || next === undefined) return false
      const again = { ...twin, revision: next.revision }
      return retold(seen, (step) => (step === next ? [again, step] : [step]))
    }),
  'a write is acknowledged with another value': ({ records }) =>
    into(records.writes, (write) => {
      if (write.value !== undefined) Object.assign(write, { value: `${write.value} ` })
      return write.value !== undefined
    }),
  'a write is acknowledged at another revision': ({ records }) =>
    into(records.writes, (write) => !!Object.assign(write, { revision: write.revision - 1 })),
  'a write is done before it began': ({ records }) =>
    into(records.writes, ({ span, revision }) => !!Object.assign(span, { known: revision })),
}

function toldOf(watch: WatchRecord): Told[] {
  return watch.told as Told[]
}

/** Spoils what a watch told after its initial events, at an event from the middle on. */
function intoEvents(
  { records }: Seen,
  spoil: (told: Told[], at: number, watch: WatchRecord) => boolean,
): boolean {
  return into(records.watches, (watch) => {
    const told = toldOf(watch)
    const first = told.findIndex(({ initialEnd }) => initialEnd) + 1
    if (watch.query.sendInitialEvents && first === 0) return false
    const events = [...told.keys()].filter((at) => at >= first && told[at]?.type !== 'BOOKMARK')
    // What comes last may have come in time.
    events.pop()
    return into(events, (at) => spoil(told, at, watch))
  })
}

function intoInitial({ records }: Seen, spoil: (told: Told[], end: number) => boolean): boolean {
  return into(records.watches, (watch) => {
    const end = toldOf(watch).findIndex(({ initialEnd }) => initialEnd)
    return end > 0 && watch.upTo > 0 && spoil(toldOf(watch), end)
  })
}

const watches: Readonly<Record<string, Mutant>> = {
  'a watch leaves out an event': (seen) =>
    intoEvents(seen, (told, at) => told.splice(at, 1).length > 0),
  'a watch tells an event twice': (seen) =>
    intoEvents(seen, (told, at) => told.splice(at, 0, told[at] as Told).length === 0),
  'a watch tells two events in the wrong order': (seen) =>
    intoEvents(seen, (told, at) => {
      if (told[at + 1]?.type === 'BOOKMARK') return false
      told.splice(at, 0, ...told.splice(at + 1, 1))
      return true
    }),
  'a watch tells an event as another type': (seen) =>
    intoEvents(seen, (told, at) => {
      const type = told[at]?.type === 'ADDED' ? 'MODIFIED' : 'ADDED'
      told[at] = { ...(told[at] as Told), type }
      return true
    }),
  'a watch tells another state': (seen) =>
    intoEvents(seen, (told, at) => {
      const event = told[at] as Told
      told[at] = { ...event, value: event.value.replace('"text":"', '"text":"!') }
      return true
    }),
  'a watch tells an event nobody asked for': ({ history, records }) =>
    into(records.watches, ({ told, query }) => {
      const first = told[0]
      if (first === undefined || query.sendInitialEvents) return false
      const alien = history.steps.find((step) => {
        return step.revision === first.revision - 1 && !passes(query, step.before ?? step)
      })
      if (alien?.value === undefined || passes(query, alien)) return false
      const { key, revision, value } = alien
      ;(told as Told[]).unshift({ type: 'ADDED', key, revision, value, initialEnd: false })
      return true
    }),
  'a watch keeps back its last event': ({ records }) =>
    into(records.watches, (watch) => {
      const last = toldOf(watch).at(-1)
      if (last === undefined || last.type === 'BOOKMARK' || last.revision > watch.upTo) return false
      return toldOf(watch).pop() !== undefined && !last.initialEnd
    }),
  'a bookmark is ahead of an event': (seen) =>
    intoEvents(seen, (told, at) => {
      if (told[at + 1]?.type !== 'BOOKMARK') return false
      told.splice(at, 0, ...told.splice(at + 1, 1))
      return true
    }),
  'the bookmark after the initial events is too new': (seen) =>
    intoInitial(seen, (told, end) => {
      const next = told[end + 1]
      if (next === undefined || next.type === 'BOOKMARK') return false
      told[end] = { ...(told[end] as Told), revision: next.revision }
      return true
    }),
  'the initial events leave out an object': (seen) =>
    intoInitial(seen, (told) => told.shift() !== undefined),
  'the initial events tell an object twice': (seen) =>
    intoInitial(seen, (told) => told.unshift(told[0] as Told) > 0),
  'the initial events do not end': (seen) =>
    intoInitial(seen, (told, end) => told.splice(end).length > 0),
}

export const mutants: Readonly<Record<string, Mutant>> = {
  ...reads,
  ...lists,
  ...writes,
  ...watches,
}
