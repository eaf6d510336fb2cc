import { typeOf } from '@binnacle/catalogue'
import { ApiError, type KubeObject, type ManagedFieldsEntry } from '@binnacle/meta'
import { describe, expect, test } from 'vitest'
import { type Applied, serverSideApply } from './server-side-apply.ts'
import { trackUpdate } from './track-update.ts'

const kind = 'Service'
const type = typeOf({ group: '', version: 'v1', kind })
const facts = { apiVersion: 'v1', type, subresource: '', time: '2026-01-01T00:00:00Z' }

function service(spec: object, metadata: object = {}): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name: 's', ...metadata }, spec } as KubeObject
}

function stored({ object, managedFields }: Applied): KubeObject {
  return { ...object, metadata: { ...object.metadata, uid: 'u', managedFields } }
}

function apply(manager: string, live: KubeObject | undefined, applied: KubeObject, force = false) {
  return serverSideApply({ ...facts, manager, kind, live, applied, force })
}

function statusOf(run: () => unknown): ApiError['status'] {
  try {
    run()
  } catch (error) {
    if (error instanceof ApiError) return error.status
  }
  throw new Error('was not refused')
}

const entryOf = (entries: ManagedFieldsEntry[] | undefined, manager: string) =>
  entries?.find((entry) => entry.manager === manager)

const port = (number: number, more: object = {}) => ({ port: number, ...more })

describe('serverSideApply', () => {
  test('a key that an item leaves out counts with its default', () => {
    const { managedFields } = apply('one', undefined, service({ ports: [port(80, { name: 'a' })] }))
    expect(managedFields).toEqual([
      {
        manager: 'one',
        operation: 'Apply',
        apiVersion: 'v1',
        time: facts.time,
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:spec': {
            'f:ports': {
              'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:name': {}, 'f:port': {} },
            },
          },
        },
      },
    ])
  })

  test('every conflict is named, and force takes just the fields in conflict', () => {
    const live = stored(
      apply('one', undefined, service({ type: 'NodePort', selector: { a: '1', b: '1' } })),
    )
    const mine = service({ type: 'ClusterIP', selector: { a: '2' } })
    const { code, message, details } = statusOf(() => apply('two', live, mine))
    expect(code).toBe(409)
    expect(message).toBe(
      'Apply failed with 2 conflicts: conflicts with "one":\n- .spec.selector\n- .spec.type',
    )
    expect(details?.causes).toHaveLength(2)
    const forced = apply('two', live, mine, true)
    expect(forced.object.spec).toEqual({ type: 'ClusterIP', selector: { a: '2' } })
    expect(entryOf(forced.managedFields, 'one')).toBeUndefined()
  })

  test('what nobody applies any more goes, what another one owns stays', () => {
    const live = stored(apply('one', undefined, service({}, { labels: { a: '1', b: '1' } })))
    const shared = stored(apply('two', live, service({}, { labels: { b: '1' } })))
    const { object } = apply('one', shared, service({}))
    expect(object.metadata).toEqual({ name: 's', uid: 'u', labels: { b: '1' } })
  })

  test('a change of owners alone has no time', () => {
    const live = stored(apply('one', undefined, service({}, { labels: { a: '1' } })))
    const { changed, managedFields } = apply('two', live, service({}, { labels: { a: '1' } }))
    expect(changed).toBe(false)
    expect(entryOf(managedFields, 'two')?.time).toBeUndefined()
    expect(entryOf(managedFields, 'one')?.time).toBe(facts.time)
  })

  test('what was there before the first apply has an owner of its own', () => {
    const live = service({ type: 'NodePort' }, { uid: 'u' })
    const { managedFields } = apply('one', live, service({ type: 'NodePort' }))
    expect(entryOf(managedFields, 'before-first-apply')?.operation).toBe('Update')
  })

  test('kubectl takes over what it applied client-side', () => {
    const before = service({ type: 'NodePort' })
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(before),
    }
    const live = service({ type: 'NodePort' }, { uid: 'u', annotations })
    live.metadata.managedFields = trackUpdate({
      ...facts,
      manager: 'csa',
      was: undefined,
      now: live,
    })
    const next = service({ type: 'ClusterIP' })
    expect(statusOf(() => apply('other', live, next)).code).toBe(409)
    const { object } = apply('kubectl', live, next)
    expect(object.spec).toEqual({ type: 'ClusterIP' })
    expect(object.metadata.annotations).toEqual({
      'kubectl.kubernetes.io/last-applied-configuration':
        '{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"type":"ClusterIP"}}\n',
    })
  })

  test('a configuration out of shape is refused in the words of the reference', () => {
    const text = (spec: object) => statusOf(() => apply('one', undefined, service(spec))).message
    const head = 'failed to create typed patch object (/s; /v1, Kind=Service): '
    expect(text({ nope: 1 })).toBe(`${head}.spec.nope: field not declared in schema`)
    expect(text({ ports: [port(80), port(80)] })).toBe(
      `${head}.spec.ports: duplicate entries for key [port=80,protocol="TCP"]`,
    )
    expect(text({ type: 5 })).toBe(
      `${head}.spec.type: expected string, got &value.valueUnstructured{Value:5}`,
    )
    const managed = service({}, { managedFields: [] })
    expect(statusOf(() => apply('one', undefined, managed)).message).toBe(
      'metadata.managedFields must be nil',
    )
  })
})

describe('trackUpdate', () => {
  const update = (was: KubeObject | undefined, now: KubeObject, more: object = {}) =>
    trackUpdate({ ...facts, manager: 'm', was, now, ...more })

  test('an empty entry wipes the owners, and then nothing is tracked', () => {
    const live = stored(apply('one', undefined, service({})))
    const wiped = update(live, { ...live, metadata: { ...live.metadata, managedFields: [{}] } })
    expect(wiped).toBeUndefined()
    const bare = service({}, { uid: 'u' })
    expect(update(bare, service({ type: 'NodePort' }, { uid: 'u' }))).toBeUndefined()
  })

  test('no change keeps the times', () => {
    const live = service({ type: 'NodePort' }, { uid: 'u' })
    live.metadata.managedFields = update(undefined, live)
    const later = { time: '2027-01-01T00:00:00Z' }
    expect(update(live, structuredClone(live), later)).toEqual(live.metadata.managedFields)
  })

  test('of more than ten updaters the oldest become ancient-changes', () => {
    let live = service({}, { uid: 'u', labels: { l0: '0' } })
    live.metadata.managedFields = update(undefined, live, { manager: 'm0' })
    for (let i = 1; i < 12; i++) {
      const now = structuredClone(live)
      now.metadata.labels = { ...now.metadata.labels, [`l${i}`]: '1' }
      const time = `2026-01-01T00:00:${10 + i}Z`
      now.metadata.managedFields = update(live, now, { manager: `m${i}`, time })
      live = now
    }
    const managers = live.metadata.managedFields?.map(({ manager }) => manager)
    expect(managers).toHaveLength(10)
    expect(managers?.[0]).toBe('ancient-changes')
  })
})
