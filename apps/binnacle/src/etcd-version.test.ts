import { expect, it } from 'vitest'
import { isNewEnough } from './etcd-version.ts'

it.each([
  ['3.4.23', false],
  ['3.5.12', false],
  ['3.5.13', true],
  ['3.6.0', true],
  ['4.0.0', true],
])('etcd %s: %s', (version, good) => {
  expect(isNewEnough(version)).toBe(good)
})
