import { expect, it } from 'vitest'
import { conditionsAfter, type Remains } from './namespace-conditions.ts'

const now = new Date('2026-01-02T03:04:05Z')
const nothing: Remains = { counts: new Map(), finalizers: new Map(), errors: [], complete: true }

it('says what remains, and keeps the time of what did not change', () => {
  const counts = new Map([
    ['secrets.', 1],
    ['pods.', 2],
  ])
  const first = conditionsAfter(undefined, { ...nothing, counts }, now) ?? []
  expect(first.map(({ type, status }) => `${type}=${status}`)).toEqual([
    'NamespaceDeletionDiscoveryFailure=False',
    'NamespaceDeletionGroupVersionParsingFailure=False',
    'NamespaceDeletionContentFailure=False',
    'NamespaceContentRemaining=True',
    'NamespaceFinalizersRemaining=False',
  ])
  expect(first[3]?.message).toBe(
    'Some resources are remaining: pods. has 2 resource instances, secrets. has 1 resource instances',
  )
  expect(conditionsAfter(first, { ...nothing, counts }, new Date())).toBeUndefined()
  const later = conditionsAfter(first, nothing, new Date('2026-01-02T03:04:09Z')) ?? []
  expect(later[3]).toMatchObject({ status: 'False', lastTransitionTime: '2026-01-02T03:04:09Z' })
  expect(later[0]?.lastTransitionTime).toBe('2026-01-02T03:04:05Z')
})
