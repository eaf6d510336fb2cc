import { getHeapSnapshot } from 'node:v8'
import { expect, test } from 'vitest'
import { RecentMap } from './recent-map.ts'
import { tokenDigest } from './token-digest.ts'

test('K25: a digest is the same for one token alone, and holds nothing of it', () => {
  const digests = new Set(Array.from({ length: 10_000 }, (_, i) => tokenDigest(`token-${i}`)))
  expect(digests.size).toBe(10_000)
  expect(tokenDigest('token-1')).toBe(tokenDigest('token-1'))
  expect(tokenDigest('a')).toHaveLength(44)
  expect(tokenDigest('a'.repeat(8_192))).toHaveLength(44)
})

test('K25: what is remembered of tokens has a bound, and holds none of them', async () => {
  const known = new RecentMap<string, object>(1_000)
  // Put together each time, so that nothing else keeps it.
  const canary = (i: number) => ['canary', 'of', 'a', 'token', String(i).padStart(6, '0')].join('+')
  const count = 20_000
  const held = [canary(count)]
  const first = tokenDigest(canary(0))
  for (let i = 0; i < count; i++) known.set(tokenDigest(canary(i)), {})
  expect(known.get(first)).toBeUndefined()
  expect(known.get(tokenDigest(canary(count - 1)))).toBeDefined()
  // The heap is collected before it is written down.
  const pieces: Buffer[] = []
  for await (const piece of getHeapSnapshot()) pieces.push(Buffer.from(piece))
  const heap = Buffer.concat(pieces)
  expect(heap.includes(held[0] as string)).toBe(true)
  // The very last one may still be on a stack.
  const found = [0, 1, count / 2, count - 100].filter((i) => heap.includes(canary(i)))
  expect(found).toEqual([])
}, 60_000)
