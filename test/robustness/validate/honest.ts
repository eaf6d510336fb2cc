// in: a seed → out: a history as a server without defects makes it, with all that clients saw. For mutants to spoil.
import type { Operation } from '../model/operation.ts'
import { Replay, type Fact, type Stored } from '../model/replay.ts'
import type { InformerRecord, WatchRecord } from '../model/watch-record.ts'
import { Journal } from '../traffic/journal.ts'
import { randomOf } from '../../harness/random.ts'
import type { Evidence } from './everything.ts'

export interface Honest extends Evidence {
  readonly facts: Fact[]
  readonly operations: Operation[]
  readonly watch: WatchRecord
  readonly informer: InformerRecord
}

const steps = 400
export const quotaHard = 6

/** Mutable all through: whoever spoils it has one of its own. */
export function honestHistory(seed: number): Honest {
  const random = randomOf(seed)
  const journal = new Journal()
  const facts: Fact[] = []
  const now = new Map<string, Fact>()
  let revision = 100
  let clock = 0
  const record = (kind: Operation['kind'], key: string, rest: Partial<Operation>): void => {
    const startMs = (clock += 3)
    const endMs = (clock += 1 + random.whole(2))
    const { operations } = journal
    operations.push({
      client: 'c',
      kind,
      key,
      startMs,
      endMs,
      saidMs: endMs,
      outcome: 'ok',
      status: 200,
      ...rest,
    })
  }
  const write = (kind: Operation['kind'], name: string, expects?: number): void => {
    const key = `ns/${name}`
    const mark = kind === 'delete' ? undefined : journal.mark('c')
    revision += 1 + random.whole(3)
    const tier = random.pick(['a', 'b'])
    const stored: Stored | undefined =
      mark === undefined ? undefined : { namespace: 'ns', name, uid: '', mark, tier }
    const fact = { revision, key, now: stored }
    facts.push(fact)
    if (stored === undefined) now.delete(key)
    else now.set(key, fact)
    record(kind, key, { mark, expects, revision: kind === 'delete' ? undefined : revision })
  }
  for (let i = 0; i < steps; i++) {
    const name = `n${random.whole(quotaHard)}`
    const there = now.get(`ns/${name}`)
    const way = random.next()
    if (way < 0.15) {
      const items = [...now.values()].map(
        ({ now: one, revision: at }) => [one?.name ?? '', [one?.mark ?? '', at]] as const,
      )
      record('list', 'ns', { asked: '', revision, items: new Map(items) })
    } else if (there === undefined) {
      if (way < 0.7) write('create', name)
      else record('get', `ns/${name}`, { asked: '', outcome: 'refused', status: 404 })
    } else if (way < 0.4) {
      record('get', `ns/${name}`, { asked: '', revision: there.revision, seen: there.now?.mark })
    } else if (way < 0.6) write('update', name, there.revision)
    else if (way < 0.75) write('patch', name)
    else if (way < 0.85)
      record('create', `ns/${name}`, { mark: journal.mark('c'), outcome: 'refused', status: 409 })
    else write('delete', name)
  }
  const watch = watched(facts)
  const store = new Map([...now.values()].map(({ now: one }) => [one?.name ?? '', one?.mark ?? '']))
  const informer: InformerRecord = {
    client: 'i',
    namespace: 'ns',
    revision,
    store,
    lists: 1,
    wrong: [],
  }
  journal.watches.push(watch)
  journal.informers.push(informer)
  const quota = { namespace: 'ns', hard: quotaHard }
  const { operations } = journal
  return { journal, facts, faults: [], quota, operations, watch, informer }
}

function watched(facts: readonly Fact[]): WatchRecord {
  const filter = { namespace: 'ns', tier: 'a' }
  const sights = new Replay(facts).sights(filter)
  const heard = sights.flatMap((sight, i) => {
    const mark = { type: 'BOOKMARK', revision: sight.revision, name: '', mark: '' }
    return i % 10 === 9 ? [{ ...sight }, mark] : [{ ...sight }]
  })
  const segments = [{ from: 100, initial: false, heard }]
  return { client: 'x', filter, segments, expired: 0, wrong: [] }
}
