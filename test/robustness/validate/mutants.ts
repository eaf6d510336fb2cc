// in: an honest history → out: the same with one defect, and the rule that must notice it.
import type { Operation } from '../model/operation.ts'
import type { Heard } from '../model/watch-record.ts'
import type { Honest } from './honest.ts'

export interface Mutant {
  readonly rule: string
  spoil(history: Honest): void
}

const middle = 40

function nth(history: Honest, fits: (one: Operation) => boolean): Operation {
  const found = history.operations.filter(fits)
  return found[Math.floor(found.length / 2)] as Operation
}

const acknowledged = ({ outcome, mark }: Operation): boolean =>
  outcome === 'ok' && mark !== undefined
const read = ({ outcome, kind }: Operation): boolean => outcome === 'ok' && kind === 'get'
const list = ({ kind, items }: Operation): boolean => kind === 'list' && (items?.size ?? 0) > 1

function change(operation: Operation, by: Partial<Operation>): void {
  Object.assign(operation, by)
}

function heardOf({ watch }: Honest): Heard[] {
  return watch.segments[0]?.heard as Heard[]
}

/** Not a bookmark, nor beside one. */
function event(history: Honest): number {
  return heardOf(history).findIndex(
    ({ type }, i, all) => i > middle && [type, all[i + 1]?.type].every((one) => one !== 'BOOKMARK'),
  )
}

export const mutants: Readonly<Record<string, Mutant>> = {
  'an acknowledged write is lost': {
    rule: 'writes',
    spoil(history) {
      const { mark } = nth(history, acknowledged)
      const at = history.facts.findIndex(({ now }) => now?.mark === mark)
      history.facts.splice(at, 1)
    },
  },
  'a write is done twice': {
    rule: 'writes',
    spoil(history) {
      const { mark } = nth(history, acknowledged)
      const at = history.facts.findIndex(({ now }) => now?.mark === mark)
      const fact = history.facts[at] as (typeof history.facts)[number]
      history.facts.splice(at + 1, 0, { ...fact, revision: fact.revision + 0.5 })
    },
  },
  'a refused write is done': {
    rule: 'writes',
    spoil: (history) => change(nth(history, acknowledged), { outcome: 'refused', status: 409 }),
  },
  'a write is answered with another revision': {
    rule: 'writes',
    spoil(history) {
      const one = nth(history, acknowledged)
      change(one, { revision: (one.revision ?? 0) - 1 })
    },
  },
  'two updates of one revision win': {
    rule: 'linearizable',
    spoil(history) {
      const updates = history.operations.filter(({ kind }) => kind === 'update')
      const second = updates.find(({ key, expects }, i) =>
        updates.slice(0, i).some((one) => one.key === key && one.revision === expects),
      ) as Operation
      const first = updates.find(
        ({ key, revision }) => key === second.key && revision === second.expects,
      )
      change(second, { expects: first?.expects })
    },
  },
  'a read shows what was replaced': {
    rule: 'linearizable',
    spoil(history) {
      const reads = history.operations.filter(read)
      const stale = reads.find(({ key, revision }, i) =>
        reads.slice(0, i).some((one) => one.key === key && one.revision !== revision),
      ) as Operation
      const old = reads.find(({ key }) => key === stale.key)
      change(stale, { revision: old?.revision, seen: old?.seen })
    },
  },
  'a read finds nothing though something is there': {
    rule: 'linearizable',
    spoil: (history) => change(nth(history, read), { outcome: 'refused', status: 404 }),
  },
  'a create wins though something is there': {
    rule: 'linearizable',
    spoil(history) {
      const one = nth(history, ({ kind, status }) => kind === 'create' && status === 409)
      change(one, { outcome: 'ok', status: 201, revision: 1 })
    },
  },
  'a read shows what never was': {
    rule: 'reads',
    spoil: (history) => change(nth(history, read), { seen: 'nobody.1' }),
  },
  'a read is older than asked for': {
    rule: 'reads',
    spoil(history) {
      const one = nth(
        history,
        (each) =>
          read(each) &&
          history.facts.some(
            ({ key, revision }) => key === each.key && revision > (each.revision ?? 0),
          ),
      )
      change(one, { asked: `${history.facts.at(-1)?.revision}` })
    },
  },
  'a list leaves one out': {
    rule: 'reads',
    spoil(history) {
      const one = nth(history, list)
      change(one, { items: new Map([...(one.items ?? [])].slice(1)) })
    },
  },
  'a list mixes two revisions': {
    rule: 'reads',
    spoil(history) {
      const one = nth(history, list)
      const [[name, [mark, at]] = ['', ['', 0]], ...rest] = [...(one.items ?? [])]
      change(one, { items: new Map([[name, [`${mark}x`, at + 1] as const], ...rest]) })
    },
  },
  'a list is from before what was acknowledged': {
    rule: 'reads',
    spoil(history) {
      const lists = history.operations.filter(list)
      const [old, late] = [lists[1], lists.at(-1) as Operation]
      change(late, { revision: old?.revision, items: old?.items })
    },
  },
  'pages of a list are of two revisions': {
    rule: 'reads',
    spoil: (history) =>
      change(nth(history, list), { trouble: 'the revision of pages went from 1 to 2' }),
  },
  'an event is missing': {
    rule: 'watches',
    spoil: (history) => void heardOf(history).splice(event(history), 1),
  },
  'the first event is missing': {
    rule: 'watches',
    spoil: (history) => void heardOf(history).shift(),
  },
  'an event comes twice': {
    rule: 'watches',
    spoil(history) {
      const at = event(history)
      heardOf(history).splice(at, 0, heardOf(history)[at] as Heard)
    },
  },
  'two events are swapped': {
    rule: 'watches',
    spoil(history) {
      const at = event(history)
      heardOf(history).splice(
        at,
        2,
        heardOf(history)[at + 1] as Heard,
        heardOf(history)[at] as Heard,
      )
    },
  },
  'an event has the state before': {
    rule: 'watches',
    spoil(history) {
      const at = event(history)
      const one = heardOf(history)[at] as Heard
      heardOf(history)[at] = { ...one, mark: 'nobody.2' }
    },
  },
  'one that leaves the selection is told as changed': {
    rule: 'watches',
    spoil(history) {
      const at = heardOf(history).findIndex(({ type }) => type === 'DELETED')
      heardOf(history)[at] = { ...(heardOf(history)[at] as Heard), type: 'MODIFIED' }
    },
  },
  'a deletion has the revision of the last change': {
    rule: 'watches',
    spoil(history) {
      const at = heardOf(history).findIndex(({ type }) => type === 'DELETED')
      const one = heardOf(history)[at] as Heard
      heardOf(history)[at] = { ...one, revision: one.revision - 1 }
    },
  },
  'a bookmark comes too early': {
    rule: 'watches',
    spoil(history) {
      const at = heardOf(history).findIndex(({ type }) => type === 'BOOKMARK')
      const next = heardOf(history)[at + 1]?.revision ?? 0
      heardOf(history)[at] = { ...(heardOf(history)[at] as Heard), revision: next }
    },
  },
  'a bookmark goes back': {
    rule: 'watches',
    spoil(history) {
      const at = heardOf(history).findIndex(({ type }) => type === 'BOOKMARK')
      heardOf(history)[at] = { ...(heardOf(history)[at] as Heard), revision: 101 }
    },
  },
  'events go on behind a watch that ended, from the start': {
    rule: 'watches',
    spoil(history) {
      const heard = heardOf(history).splice(middle)
      const from = (heardOf(history).at(-1)?.revision ?? 0) + 0.5
      history.watch.segments.push({ from, initial: false, heard: heard.slice(1) })
    },
  },
  'a watch is refused without reason': {
    rule: 'watches',
    spoil: (history) => void history.watch.wrong.push('400: no'),
  },
  'an informer keeps what is gone': {
    rule: 'informers',
    spoil: (history) => void history.informer.store.set('ghost', 'c.1'),
  },
  'an informer misses one': {
    rule: 'informers',
    spoil({ informer }) {
      informer.store.delete([...informer.store.keys()][0] ?? '')
    },
  },
  'an informer has an old state': {
    rule: 'informers',
    spoil({ informer }) {
      informer.store.set([...informer.store.keys()][0] ?? '', 'c.1')
    },
  },
  'a quota is exceeded': {
    rule: 'quota',
    spoil(history) {
      Object.assign(history.quota, { hard: 3 })
    },
  },
  'a request fails without any fault': {
    rule: 'refusals',
    spoil: (history) => change(nth(history, read), { outcome: 'refused', status: 500 }),
  },
  'a connection is cut without any fault': {
    rule: 'refusals',
    spoil: (history) =>
      change(nth(history, read), { outcome: 'refused', status: 0, trouble: 'cut' }),
  },
  'a list is cut, and ends as if it were whole': {
    rule: 'bodies',
    spoil: (history) => void history.journal.parse('{"items":[{}', 'list'),
  },
  'a fault is taken as reason for a bad answer': {
    rule: 'refusals',
    spoil(history) {
      change(nth(history, read), { outcome: 'refused', status: 422 })
      Object.assign(history, { faults: [{ name: 'x', startMs: 0, endMs: 1e9 }] })
    },
  },
}
