// in: a way to open a store → out: tests of its single objects: get, create, change, remove.
// Never: lists or watches.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Charge, ObjectStore, Step, Way, WayOutcome } from '../object-store.ts'
import {
  at,
  change,
  drop,
  make,
  type OpenSubject,
  refusal,
  type Subject,
  thing,
  zones,
} from './subject.ts'

export function describeObjects(open: OpenSubject): void {
  let subject: Subject
  let store: ObjectStore
  beforeEach(async () => {
    subject = await open()
    store = subject.store
  })
  afterEach(() => subject.close())

  describe('create', () => {
    test('gives the object with a resourceVersion that is its revision', async () => {
      const made = await make(store, 'a')
      expect(made.revision).toBeGreaterThan(0)
      expect(made.parse().metadata.resourceVersion).toBe(String(made.revision))
      expect(made.view().metadata.name).toBe('a')
    })

    test('leaves the given object alone', async () => {
      const given = thing('a')
      given.metadata.resourceVersion = '77'
      await store.create(at('a'), given)
      expect(given.metadata.resourceVersion).toBe('77')
    })

    test('refuses a name that is taken', async () => {
      await make(store, 'a')
      const status = await refusal(make(store, 'a'))
      expect(status.reason).toBe('AlreadyExists')
      expect(status.message).toBe('things "a" already exists')
    })

    test('puts resourceVersion behind uid, as the reference does', async () => {
      const made = await make(store, 'a')
      const text = Buffer.from(made.bytes).toString()
      expect(text).toContain(`"uid":"uid-a","resourceVersion":"${made.revision}"`)
    })

    test('keeps cluster-scoped objects without a namespace', async () => {
      const place = { shape: zones, namespace: '', name: 'z' }
      const zone = { kind: 'Zone', apiVersion: 'example.com/v1', metadata: { name: 'z' } }
      await store.create(place, zone)
      const found = await store.get(place)
      expect([found?.namespace, found?.name]).toEqual(['', 'z'])
    })

    test('lets an object with a time to live disappear', async () => {
      await store.create(at('a'), thing('a'), { ttlSeconds: 1 })
      for (let tries = 0; tries < 60 && (await store.get(at('a'))) !== undefined; tries++) {
        await sleep(100)
      }
      expect(await store.get(at('a'))).toBeUndefined()
    })

    test('writes a companion in the same revision, or nothing', async () => {
      const index = await make(store, 'index', { text: '0' })
      const companion = { place: at('index'), revision: index.revision, object: thing('index') }
      const made = await store.create(at('a'), thing('a'), { companions: [companion] })
      const changed = await store.get(at('index'))
      expect(changed?.revision).toBe(made?.revision)
      const lost = await store.create(at('b'), thing('b'), { companions: [companion] })
      expect(lost).toBeUndefined()
      expect(await store.get(at('b'))).toBeUndefined()
    })

    test('takes the way that fits what others wrote meanwhile', async () => {
      const first = await make(store, 'sum', { text: '0' })
      const sum = (text: string) => thing('sum', { text })
      const step = (from: Step['from'], text: string): Way => [
        { place: at('sum'), from, object: sum(text) },
      ]
      const outcomes: WayOutcome[] = []
      const charge: Charge = {
        ways: async () => [
          step({ revision: first.revision }, '1'),
          step({ object: sum('1') }, '2'),
          step({ object: sum('2') }, '3'),
        ],
        settle: (outcome) => outcomes.push(outcome),
      }
      const names = ['a', 'b', 'c']
      const made = await Promise.all(
        names.map((name) => store.create(at(name), thing(name), { charge })),
      )
      const revisions = new Set(made.map((object) => object?.revision))
      expect(revisions.size).toBe(3)
      expect((await store.get(at('sum')))?.view().spec.text).toBe('3')
      const taken = outcomes.map((outcome) => (outcome as { taken: number }).taken)
      expect(taken.sort()).toEqual([0, 1, 2])
    })

    test('asks for other ways with what it found when none fits', async () => {
      const first = await make(store, 'sum', { text: '0' })
      await change(store, at('sum'), (object) => {
        object.spec.text = '7'
      })
      let from: Step['from'] = { revision: first.revision }
      const found: unknown[] = []
      const charge: Charge = {
        ways: async () => [[{ place: at('sum'), from, object: thing('sum', { text: '8' }) }]],
        settle(outcome) {
          if (outcome === undefined || 'taken' in outcome) return
          found.push(outcome.found[0]?.view().spec.text)
          from = { revision: outcome.found[0]?.revision ?? 0 }
        },
      }
      const made = await store.create(at('a'), thing('a'), { charge })
      expect(found).toEqual(['7'])
      expect((await store.get(at('sum')))?.revision).toBe(made?.revision)
      expect((await refusal(store.create(at('a'), thing('a'), { charge }))).reason).toBe(
        'AlreadyExists',
      )
      expect((await store.get(at('sum')))?.revision).toBe(made?.revision)
    })
  })

  describe('get', () => {
    test('finds nothing where nothing is', async () => {
      expect(await store.get(at('a'))).toBeUndefined()
      expect(await store.get(at('a'), '0')).toBeUndefined()
    })

    test('sees what was just written', async () => {
      for (let count = 0; count < 20; count++) {
        const made = await make(store, `a${count}`)
        expect((await store.get(at(`a${count}`)))?.revision).toBe(made.revision)
      }
    })

    test('waits for a revision and gives that or a newer state', async () => {
      const made = await make(store, 'a')
      expect((await store.get(at('a'), String(made.revision)))?.revision).toBe(made.revision)
    })

    test('refuses a revision that is too new', async () => {
      const status = await refusal(store.get(at('a'), '900000'))
      expect(status.code).toBe(504)
      expect(status.details?.causes?.[0]?.reason).toBe('ResourceVersionTooLarge')
      expect(status.message).toMatch(/^Timeout: Too large resource version: 900000, current: \d+$/)
    })

    test('refuses what is no number', async () => {
      const status = await refusal(store.get(at('a'), 'abc'))
      expect(status.code).toBe(500)
      expect(status.message).toContain('strconv.ParseUint: parsing "abc": invalid syntax')
    })

    test('keeps keys such as __proto__ and integers beyond 2^53', async () => {
      const given = thing('a')
      given.data = JSON.parse('{"__proto__":"x","constructor":"y"}')
      await store.create(at('a'), given)
      const text = Buffer.from((await store.get(at('a')))?.bytes ?? []).toString()
      expect(text).toContain('"data":{"__proto__":"x","constructor":"y"}')
    })

    test('gives copies that may be changed', async () => {
      const made = await make(store, 'a', { text: 'x' })
      made.parse().spec.text = 'changed'
      expect(made.parse().spec.text).toBe('x')
    })

    test('does not mix up neighbours in names and namespaces', async () => {
      await make(store, 'a', {}, 'ns')
      await make(store, 'a', {}, 'ns2')
      expect((await store.get(at('a', 'ns2')))?.namespace).toBe('ns2')
      expect(await store.get(at('a', 'n'))).toBeUndefined()
    })
  })

  describe('attempts', () => {
    test('change an object and give its new state', async () => {
      const made = await make(store, 'a', { text: 'x' })
      const changed = await change(store, at('a'), (object) => {
        object.spec.text = 'y'
      })
      expect(changed.revision).toBeGreaterThan(made.revision)
      expect((await store.get(at('a')))?.parse().spec.text).toBe('y')
    })

    test('do not write what changes nothing', async () => {
      const made = await make(store, 'a', { text: 'x' })
      const same = await change(store, at('a'), () => {})
      expect(same.revision).toBe(made.revision)
    })

    test('lose no change when many write at once', async () => {
      await make(store, 'a', { text: '0' })
      const writers = Array.from({ length: 8 }, () =>
        change(store, at('a'), (object) => {
          object.spec.text = String(Number(object.spec.text) + 1)
        }),
      )
      await Promise.all(writers)
      expect((await store.get(at('a')))?.parse().spec.text).toBe('8')
    })

    test('create an object where there is none', async () => {
      for await (const attempt of store.attempts(at('a'))) {
        if (attempt.current === undefined && !attempt.fresh) {
          attempt.retry()
          continue
        }
        expect(await attempt.swap(thing('a'))).toBeDefined()
        break
      }
      expect(await store.get(at('a'))).toBeDefined()
    })

    test('tell that their write was sent', async () => {
      for await (const attempt of store.attempts(at('a'))) {
        const charge: Charge = { ways: () => Promise.reject(new Error('no')), settle() {} }
        await expect(attempt.swap(thing('a'), { charge })).rejects.toThrow('no')
        expect(attempt.sent).toBe(false)
        const done = await attempt.swap(thing('a'))
        expect(attempt.sent).toBe(true)
        if (done) break
      }
    })

    test('are fresh after a lost one', async () => {
      await make(store, 'a', { text: 'x' })
      let tries = 0
      for await (const attempt of store.attempts(at('a'))) {
        if (++tries === 1) {
          await change(store, at('a'), (object) => {
            object.spec.text = 'y'
          })
        } else {
          expect(attempt.fresh).toBe(true)
          expect(attempt.current?.parse().spec.text).toBe('y')
        }
        const next = thing('a', { text: 'z' })
        if ((await attempt.swap(next)) !== undefined) break
      }
      expect(tries).toBe(2)
    })

    test('after a retry are fresh', async () => {
      await make(store, 'a')
      let tries = 0
      for await (const attempt of store.attempts(at('a'))) {
        if (++tries === 1) {
          attempt.retry()
          continue
        }
        expect(attempt.fresh).toBe(true)
        expect(attempt.current?.name).toBe('a')
        break
      }
    })

    test('remove an object: its last state with the revision of the removal', async () => {
      const made = await make(store, 'a', { text: 'x' })
      const removed = await drop(store, at('a'))
      expect(removed.revision).toBeGreaterThan(made.revision)
      expect(removed.parse().metadata.resourceVersion).toBe(String(removed.revision))
      expect(removed.parse().spec.text).toBe('x')
      expect(await store.get(at('a'))).toBeUndefined()
    })

    test('do not remove what somebody changed meanwhile', async () => {
      await make(store, 'a', { text: 'x' })
      let tries = 0
      for await (const attempt of store.attempts(at('a'))) {
        if (++tries === 1) {
          await change(store, at('a'), (object) => {
            object.spec.text = 'y'
          })
        }
        const removed = await attempt.remove()
        if (removed === undefined) continue
        expect(removed.parse().spec.text).toBe('y')
        break
      }
      expect(tries).toBe(2)
    })

    test('see no object that was removed', async () => {
      await make(store, 'a')
      await drop(store, at('a'))
      await expect(change(store, at('a'), () => {})).rejects.toThrow('missing')
    })
  })
}
