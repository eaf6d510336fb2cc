import { typeOf } from '@binnacle/catalogue'
import { ApiError, type KubeObject } from '@binnacle/meta'
import { describe, expect, test } from 'vitest'
import {
  difference,
  type FieldSet,
  hasPath,
  isEmptySet,
  pathsOf,
  readFieldSet,
  union,
} from './field-set.ts'
import { type Applied, serverSideApply } from './server-side-apply.ts'
import { withoutServerFields } from './server-fields.ts'
import { ownedFields } from './owned-fields.ts'
import { shapeOf } from './shape.ts'
import { trackUpdate } from './track-update.ts'

const type = typeOf({ group: '', version: 'v1', kind: 'Pod' })
const shape = shapeOf(type)
const facts = { apiVersion: 'v1', type, subresource: '', kind: 'Pod', time: '2026-01-01T00:00:00Z' }

/** The same numbers for the same seed, so that a failure can be met again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

type Random = ReturnType<typeof randomFrom>
const names = ['a', 'b', '__proto__', 'constructor', 'é"<']

function someOf<T>(random: Random, items: readonly T[]): T[] {
  const left = items.filter(() => random(2) === 0)
  return random(2) === 0 ? left : left.reverse()
}

function labels(random: Random): Record<string, string> {
  return Object.fromEntries(someOf(random, names).map((name) => [name, String(random(3))]))
}

function podOf(random: Random): KubeObject {
  const containers = someOf(random, ['c', 'd', 'e']).map((name) => ({
    name,
    ...(random(2) ? { image: `i:${random(2)}` } : {}),
    ...(random(2) ? { command: [String(random(2))] } : {}),
    ...(random(2)
      ? { env: someOf(random, ['A', 'B']).map((n) => ({ name: n, value: String(random(2)) })) }
      : {}),
    ports: someOf(random, [80, 81]).map((containerPort) => ({
      containerPort,
      ...(random(2) ? { protocol: 'UDP' } : {}),
    })),
  }))
  const metadata = {
    name: 'p',
    ...(random(2) ? { labels: labels(random) } : {}),
    ...(random(3) ? {} : { finalizers: someOf(random, ['x/y', 'z/y']) }),
  }
  const spec = {
    containers,
    ...(random(2) ? { priority: random(2) ? 9223372036854775807n : random(3) } : {}),
    ...(random(2) ? { nodeSelector: labels(random) } : {}),
  }
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec } as unknown as KubeObject
}

function stored({ object, managedFields }: Applied): KubeObject {
  return { ...object, metadata: { ...object.metadata, uid: 'u', managedFields } }
}

function ownedBy(object: KubeObject, manager: string) {
  const entry = object.metadata.managedFields?.find((one) => one.manager === manager)
  return readFieldSet(entry?.fieldsV1) ?? {}
}

/** An object that some managers have applied and updated. */
function livedObject(random: Random): KubeObject {
  let live = stored(
    serverSideApply({
      ...facts,
      manager: 'zero',
      live: undefined,
      applied: podOf(random),
      force: true,
    }),
  )
  for (let step = random(4); step > 0; step--) {
    const manager = ['one', 'two'][random(2)] as string
    if (random(3) === 0) {
      const now = { ...podOf(random), metadata: { ...podOf(random).metadata, uid: 'u' } }
      const managedFields = trackUpdate({ ...facts, manager, was: live, now })
      live = { ...now, metadata: { ...now.metadata, managedFields } }
    } else {
      live = stored(
        serverSideApply({ ...facts, manager, live, applied: podOf(random), force: true }),
      )
    }
  }
  return live
}

const seeds = Array.from({ length: 300 }, (_, index) => index + 1)

describe('serverSideApply, for any objects', () => {
  test('is idempotent, and leaves its inputs as they were', () => {
    for (const seed of seeds) {
      const random = randomFrom(seed)
      const live = livedObject(random)
      const applied = podOf(random)
      const before = structuredClone([live, applied])
      const once = stored(serverSideApply({ ...facts, manager: 'me', live, applied, force: true }))
      expect([live, applied], `seed ${seed}`).toEqual(before)
      const twice = serverSideApply({
        ...facts,
        manager: 'me',
        live: once,
        applied,
        force: false,
        time: '2027-01-01T00:00:00Z',
      })
      expect(twice.changed, `seed ${seed}`).toBe(false)
      expect(twice.managedFields, `seed ${seed}`).toEqual(once.metadata.managedFields)
    }
  })

  test('owns the fields of the configuration, no more and no less', () => {
    for (const seed of seeds) {
      const random = randomFrom(seed)
      const live = livedObject(random)
      const applied = podOf(random)
      const after = stored(serverSideApply({ ...facts, manager: 'me', live, applied, force: true }))
      const configured = withoutServerFields(ownedFields(applied, shape))
      expect(ownedBy(after, 'me'), `seed ${seed}`).toEqual(configured)
    }
  })

  test('takes from others with force just what is in conflict', () => {
    for (const seed of seeds) {
      const random = randomFrom(seed)
      const live = livedObject(random)
      const applied = podOf(random)
      const inConflict = new Set<string>()
      try {
        serverSideApply({ ...facts, manager: 'me', live, applied, force: false })
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        for (const { field } of error.status.details?.causes ?? []) inConflict.add(field ?? '')
      }
      const after = stored(serverSideApply({ ...facts, manager: 'me', live, applied, force: true }))
      const held = ownedFields(after, shape)
      for (const manager of ['zero', 'one', 'two']) {
        const lost = pathsOf(difference(ownedBy(live, manager), ownedBy(after, manager)))
        // What one version of an owner's fields no longer exists cannot be owned; the rest was taken.
        const taken = lost.filter((path) => hasPath(held, path))
        expect(taken.length === 0 || inConflict.size > 0, `seed ${seed}`).toBe(true)
      }
      const others = ['zero', 'one', 'two'].map((manager) => ownedBy(after, manager))
      const gained = others.map((set, i) =>
        difference(set, ownedBy(live, ['zero', 'one', 'two'][i] as string)),
      )
      expect(gained.every(isEmptySet), `seed ${seed}`).toBe(true)
    }
  })

  test('an update gives its writer what changed, and nobody keeps what is gone', () => {
    for (const seed of seeds) {
      const random = randomFrom(seed)
      const was = livedObject(random)
      const pod = podOf(random)
      const now = { ...pod, metadata: { ...pod.metadata, uid: 'u' } }
      const managedFields = trackUpdate({ ...facts, manager: 'me', was, now })
      const owned = (managedFields ?? []).reduce<FieldSet>(
        (all, entry) => union(all, readFieldSet(entry.fieldsV1) ?? {}),
        {},
      )
      const held = ownedFields(now, shape)
      const gone = pathsOf(owned).filter(
        (path) => path.length > 2 && path.at(-1)?.startsWith('k:') && !hasPath(held, path),
      )
      expect(gone, `seed ${seed}`).toEqual([])
    }
  })
})
