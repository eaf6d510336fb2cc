// in: a way to open a store → out: tests of its lists. Never: watches.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ObjectStore } from '../object-store.ts'
import {
  at,
  change,
  drop,
  listOf,
  make,
  names,
  type OpenSubject,
  refusal,
  type Subject,
} from './subject.ts'

const byLabel = (value: string) => ({
  labels: { requirements: [{ key: 'app', operator: '=' as const, values: [value] }] },
})
const byField = (field: string, value: string) => ({
  fields: { requirements: [{ field, operator: '=' as const, value }] },
})

export function describeLists(open: OpenSubject): void {
  let subject: Subject
  let store: ObjectStore
  beforeEach(async () => {
    subject = await open()
    store = subject.store
  })
  afterEach(() => subject.close())

  async function fill(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      await make(store, `t${String(n).padStart(3, '0')}`, {
        labels: { app: n % 2 === 0 ? 'even' : 'odd' },
        node: `n${n % 3}`,
      })
    }
  }

  describe('list', () => {
    test('is empty where nothing is, with the newest revision', async () => {
      const list = await store.list(listOf())
      expect([names(list), list.items.length]).toEqual([[], 0])
      expect(list.revision).toBeGreaterThan(0)
    })

    test('is in order, consistent, and of one namespace', async () => {
      await make(store, 'b')
      await make(store, 'a')
      const last = await make(store, 'a', {}, 'ns2')
      const list = await store.list(listOf())
      expect(names(list)).toEqual(['a', 'b'])
      expect(list.revision).toBe(last.revision)
      const all = await store.list(listOf({ namespace: '' }))
      expect([...all.items].map((o) => `${o.namespace}/${o.name}`)).toEqual([
        'ns/a',
        'ns/b',
        'ns2/a',
      ])
    })

    test('sees every write that ended before it began', async () => {
      for (let n = 0; n < 20; n++) {
        await make(store, `x${n}`)
        expect((await store.list(listOf())).items.length).toBe(n + 1)
      }
    })

    test('picks by label, by field and by name', async () => {
      await fill(6)
      const odd = await store.list(listOf({ selection: byLabel('odd') }))
      expect(names(odd)).toEqual(['t001', 't003', 't005'])
      const node = await store.list(listOf({ selection: byField('spec.node', 'n1') }))
      expect(names(node)).toEqual(['t001', 't004'])
      const one = await store.list(
        listOf({ selection: byField('metadata.name', 't002'), limit: 1 }),
      )
      expect([names(one), one.continue]).toEqual([['t002'], undefined])
    })

    test('of a revision waits for it', async () => {
      const made = await make(store, 'a')
      const list = await store.list(listOf({ resourceVersion: String(made.revision) }))
      expect(names(list)).toEqual(['a'])
      expect(list.revision).toBeGreaterThanOrEqual(made.revision)
    })

    test('refuses a revision that is too new', async () => {
      const tries = (['Exact', 'NotOlderThan', undefined] as const).map((match) =>
        refusal(store.list(listOf({ resourceVersion: '900000', match }))),
      )
      for (const status of await Promise.all(tries)) {
        expect([status.code, status.details?.causes?.[0]?.reason]).toEqual([
          504,
          'ResourceVersionTooLarge',
        ])
      }
    })

    test('refuses what is no number', async () => {
      const status = await refusal(store.list(listOf({ resourceVersion: 'abc' })))
      expect(status.message).toBe(
        'invalid resource version: resourceVersion: Invalid value: "abc": ' +
          'strconv.ParseUint: parsing "abc": invalid syntax',
      )
    })

    test('of an exact revision shows exactly that', async () => {
      const first = await make(store, 'a', { text: '1' })
      await make(store, 'b')
      await drop(store, at('a'))
      const query = listOf({ resourceVersion: String(first.revision), match: 'Exact' })
      const list = await store.list(query)
      expect([names(list), list.revision]).toEqual([['a'], first.revision])
    })

    test('of a compacted revision is refused', async () => {
      const first = await make(store, 'a')
      const last = await make(store, 'b')
      await make(store, 'c')
      await subject.compact(last.revision)
      const query = listOf({ resourceVersion: String(first.revision), match: 'Exact' })
      const status = await refusal(store.list(query))
      expect([status.code, status.reason]).toEqual([410, 'Expired'])
      expect(status.message).toBe('The resourceVersion for the provided list is too old.')
    })
  })

  describe('pages', () => {
    test('come one after another, all of one revision', async () => {
      await fill(7)
      const first = await store.list(listOf({ limit: 3 }))
      expect([names(first), first.remaining]).toEqual([['t000', 't001', 't002'], 4])
      await make(store, 't0005')
      await drop(store, at('t004'))
      const second = await store.list(listOf({ limit: 3, continue: first.continue as string }))
      expect([names(second), second.remaining]).toEqual([['t003', 't004', 't005'], 1])
      expect(second.revision).toBe(first.revision)
      const third = await store.list(listOf({ limit: 3, continue: second.continue as string }))
      expect([names(third), third.continue, third.remaining]).toEqual([
        ['t006'],
        undefined,
        undefined,
      ])
    })

    test('of all namespaces cross their borders', async () => {
      for (const space of ['n1', 'n2', 'n3']) await make(store, 'a', {}, space)
      const seen: string[] = []
      let token = ''
      do {
        const page = await store.list(listOf({ namespace: '', limit: 1, continue: token }))
        seen.push(...[...page.items].map((object) => object.namespace))
        token = page.continue ?? ''
      } while (token !== '')
      expect(seen).toEqual(['n1', 'n2', 'n3'])
    })

    test('count what a selector lets through, and do not tell how many remain', async () => {
      await fill(10)
      const first = await store.list(listOf({ limit: 2, selection: byLabel('odd') }))
      expect([names(first), first.remaining]).toEqual([['t001', 't003'], undefined])
      const rest = listOf({ selection: byLabel('odd'), continue: first.continue as string })
      expect(names(await store.list(rest))).toEqual(['t005', 't007', 't009'])
    })

    test('find a rare object without a continue token', async () => {
      await fill(30)
      await make(store, 'z', { labels: { app: 'rare' } })
      const list = await store.list(listOf({ limit: 1, selection: byLabel('rare') }))
      expect([names(list), list.continue]).toEqual([['z'], undefined])
    })

    test('ignore the limit when any version will do', async () => {
      await fill(3)
      await store.list(listOf())
      const list = await store.list(listOf({ limit: 1, resourceVersion: '0' }))
      expect(list.items.length).toBeGreaterThan(0)
    })

    test('after a compaction go on inconsistently, with the token of the refusal', async () => {
      await fill(5)
      const first = await store.list(listOf({ limit: 2 }))
      const changed = await change(store, at('t003'), (object) => {
        object.spec.text = 'new'
      })
      await make(store, 't999')
      await subject.compact(changed.revision)
      const status = await refusal(
        store.list(listOf({ limit: 2, continue: first.continue as string })),
      )
      expect([status.code, status.reason]).toEqual([410, 'Expired'])
      expect(status.message).toMatch(/^The provided continue parameter is too old to display/)
      const token = status.metadata.continue as string
      const rest = await store.list(listOf({ continue: token }))
      expect(names(rest)).toEqual(['t002', 't003', 't004', 't999'])
      expect(rest.revision).toBeGreaterThan(first.revision)
    })

    test('refuse a token that is none, and a token with a revision', async () => {
      const none = await refusal(store.list(listOf({ continue: '!!' })))
      expect(none.message).toBe(
        'invalid continue token: continue key is not valid: illegal base64 data at input byte 0',
      )
      await fill(2)
      const { continue: token = '' } = await store.list(listOf({ limit: 1 }))
      const both = await refusal(store.list(listOf({ continue: token, resourceVersion: '1' })))
      expect(both.message).toBe('specifying resource version is not allowed when using continue')
    })

    test('with a limit and a revision are of exactly that revision', async () => {
      await fill(3)
      const { revision } = await store.list(listOf())
      await drop(store, at('t000'))
      const list = await store.list(listOf({ limit: 2, resourceVersion: String(revision) }))
      expect([names(list), list.revision]).toEqual([['t000', 't001'], revision])
    })
  })
}
