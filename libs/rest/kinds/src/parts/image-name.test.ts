import { expect, test } from 'vitest'
import { defaultPullPolicy } from './image-name.ts'

test.each([
  ['busybox', 'Always'],
  ['busybox:latest', 'Always'],
  ['busybox:1', 'IfNotPresent'],
  ['localhost:5000/a/b', 'Always'],
  ['localhost:5000/a/b:1', 'IfNotPresent'],
  [`a@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
])('pulls %s by default: %s', (image, policy) => {
  expect(defaultPullPolicy(image)).toBe(policy)
})
