import { type LabelRequirement, parseFieldSelector, parseLabelSelector } from '@binnacle/meta'
import { findEtcd, type RunningEtcd, startEtcd } from '@binnacle/etcd/testing'
import { type ListQuery, openVault, type Selection } from '@binnacle/objects'
import { at, change, drop, listOf, make } from '@binnacle/objects/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CachedStore, openCache } from './cached-store.ts'
import { type Random, randomOf } from './model-random.ts'

const binary = findEtcd()

type Labels = Record<string, string> | undefined
interface Truth {
  readonly labels: Labels
  readonly node: string
}
/** By `namespace/name`. */
type State = ReadonlyMap<string, Truth>

interface Wanted {
  readonly text: string
  readonly selection: Selection
  readonly namespace: string
  readonly wants: (key: string, truth: Truth) => boolean
}

const keys = ['app', 'tier', 'toString', 'env', 'zone', 'n']
const values = ['a', 'b', 'c', '7', '12', '', 'a-value-that-is-long']

function labelsFrom(random: Random): Labels {
  if (random.below(8) === 0) return undefined
  const labels: Record<string, string> = {}
  for (const key of keys) if (random.below(3) > 0) labels[key] = random.pick(values)
  return labels
}

const forms: readonly ((
  key: string,
  one: string,
  two: string,
) => readonly [text: string, holds: (value: string | undefined) => boolean])[] = [
  (key, one) => [`${key}=${one}`, (value) => value === one],
  (key, one) => [`${key}==${one}`, (value) => value === one],
  (key, one) => [`${key}!=${one}`, (value) => value !== one],
  (key, one) => [`${key} in (${one})`, (value) => value === one],
  (key, one, two) => [`${key} in (${one},${two})`, (value) => value === one || value === two],
  (key, one, two) => [`${key} notin (${one},${two})`, (value) => value !== one && value !== two],
  (key) => [key, (value) => value !== undefined],
  (key) => [`!${key}`, (value) => value === undefined],
  (key) => [`${key}>8`, (value) => value === '12'],
  (key) => [`${key}<8`, (value) => value === '7'],
]

function wantedFrom(random: Random): Wanted {
  const terms = Array.from({ length: 1 + random.below(random.pick([1, 2, 6])) }, () => {
    const key = random.pick(keys)
    const [text, holds] = random.pick(forms)(key, random.pick(values), random.pick(values))
    return { text, key, holds }
  })
  const text = terms.map((term) => term.text).join(',')
  const node = random.below(4) === 0 ? random.pick(['n1', 'n2']) : undefined
  const namespace = random.pick(['', 'ns', 'other'])
  const fields = node === undefined ? undefined : parseFieldSelector(`spec.node=${node}`)
  return {
    text: `${text} ${node ?? ''} ${namespace}`,
    namespace,
    selection: { labels: parseLabelSelector(text), ...(fields && { fields }) },
    wants: (key, truth) =>
      (namespace === '' || key.startsWith(`${namespace}/`)) &&
      (node === undefined || truth.node === node) &&
      terms.every(({ key, holds }) =>
        holds(truth.labels && Object.hasOwn(truth.labels, key) ? truth.labels[key] : undefined),
      ),
  }
}

function expected({ wants }: Wanted, state: State): string[] {
  return [...state].flatMap(([key, truth]) => (wants(key, truth) ? [key] : [])).sort()
}

async function keysOf(store: CachedStore, query: Partial<ListQuery>) {
  const list = await store.list(listOf(query))
  return { ...list, keys: [...list.items].map(({ namespace, name }) => `${namespace}/${name}`) }
}

/** Objects that come, change and go; what was there at each revision. */
class Story {
  readonly states: [revision: number, state: State][] = []
  #now = new Map<string, Truth>()
  readonly #random: Random
  readonly #store: CachedStore

  constructor(store: CachedStore, random: Random) {
    this.#store = store
    this.#random = random
  }

  get now(): State {
    return this.#now
  }

  async write(keepUp: number): Promise<void> {
    const random = this.#random
    const namespace = random.below(4) === 0 ? 'other' : 'ns'
    const name = `t${String(random.below(400)).padStart(3, '0')}`
    const key = `${namespace}/${name}`
    const truth = { labels: labelsFrom(random), node: random.pick(['n1', 'n2', 'n3']) }
    const place = at(name, namespace)
    const store = this.#store
    const next = new Map(this.#now)
    let revision: number
    if (!this.#now.has(key)) {
      const { labels, node } = truth
      const parts = { node, ...(labels && { labels }) }
      revision = (await make(store, name, parts, namespace)).revision
      next.set(key, truth)
    } else if (random.below(10) < keepUp) {
      const written = await change(store, place, (object) => {
        object.metadata.labels = truth.labels
        object.spec = { node: truth.node, text: String(random.below(1_000_000)) }
      })
      revision = written.revision
      next.set(key, truth)
    } else {
      revision = (await drop(store, place)).revision
      next.delete(key)
    }
    this.#now = next
    this.states.push([revision, next])
  }
}

/** Pages of one list, with writes between them: all of the first page's revision. */
async function checkPages(store: CachedStore, story: Story, wanted: Wanted, limit: number) {
  const { namespace, selection } = wanted
  const truth = expected(wanted, story.now)
  const found: string[] = []
  let token = ''
  do {
    const page = await keysOf(store, { namespace, selection, limit, continue: token })
    expect(page.keys.length).toBeLessThanOrEqual(limit)
    found.push(...page.keys)
    expect(found.length, wanted.text).toBeLessThanOrEqual(truth.length)
    token = page.continue ?? ''
    if (found.length < 4 * limit) await story.write(7)
  } while (token !== '')
  expect(found, `${wanted.text}, pages of ${limit}`).toEqual(truth)
}

describe.skipIf(binary === undefined)('lists with selectors', () => {
  let etcd: RunningEtcd
  beforeAll(async () => {
    etcd = await startEtcd(binary as string)
  }, 20_000)
  afterAll(() => etcd?.stop())

  test.each([1, 2, 3])(
    'are what matching each object gives, at any revision (seed %i)',
    async (seed) => {
      const random = randomOf(seed)
      const store = openCache({ etcd: etcd.client, root: `/s${seed}/`, vault: openVault })
      await store.ready()
      const story = new Story(store, random)
      for (let n = 0; n < 500; n++) await story.write(9)
      for (let round = 0; round < 150; round++) {
        for (let n = random.below(4); n > 0; n--) await story.write(random.pick([5, 8]))
        const wanted = wantedFrom(random)
        const { namespace, selection } = wanted
        const now = await keysOf(store, { namespace, selection })
        expect(now.keys, wanted.text).toEqual(expected(wanted, story.now))
        const [revision, then] = random.pick(story.states.slice(-200))
        const query = { resourceVersion: String(revision), match: 'Exact' as const }
        const old = await keysOf(store, { namespace, selection, ...query })
        expect(old.keys, `${wanted.text} at ${revision}`).toEqual(expected(wanted, then))
        expect(old.revision).toBe(revision)
        if (round % 3 === 0) await checkPages(store, story, wanted, random.pick([1, 7, 64]))
      }
      await store.close()
    },
    60_000,
  )

  test('fail for what cannot be read, but not for that of another resource', async () => {
    const root = '/unreadable/'
    for (let n = 0; n < 100; n++) {
      const resource = n === 50 ? 'others' : 'things'
      const name = `t${String(n).padStart(3, '0')}`
      const labels = { app: n % 2 === 0 ? 'a' : 'b' }
      const object = { metadata: { name, namespace: 'ns', labels } }
      const value = Buffer.from(n === 50 ? 'no JSON' : JSON.stringify(object))
      const put = { key: `${root}${resource}/ns/${name}`, value }
      await etcd.client.txn({ guards: [], then: [{ put }], otherwise: [] })
    }
    const store = openCache({ etcd: etcd.client, root, vault: openVault })
    await store.ready()
    const requirements: LabelRequirement[] = [{ key: 'app', operator: '=', values: ['a'] }]
    const query = { selection: { labels: { requirements } } }
    expect((await keysOf(store, query)).keys).toHaveLength(49)
    const put = { key: `${root}things/ns/t099`, value: Buffer.from('no JSON') }
    await etcd.client.txn({ guards: [], then: [{ put }], otherwise: [] })
    await expect(keysOf(store, query)).rejects.toThrow('not a JSON object')
    for (const text of ['app', 'app in (a,b)', 'app=a,app in (a,b)']) {
      const labels = parseLabelSelector(text)
      const asked = keysOf(store, { selection: { labels } })
      await expect(asked, text).rejects.toThrow('not a JSON object')
    }
    await store.close()
  })
})
