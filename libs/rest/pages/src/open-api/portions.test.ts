import { expect, test } from 'vitest'
import { inPortions, portionBytes, releasePortion, takePortion } from './portions.ts'

test('portions are the pieces in their order, whatever their sizes', () => {
  const sizes = [1, portionBytes - 1, portionBytes, 0, 3, 2 * portionBytes + 5, 7]
  const pieces = sizes.map((size, at) => Buffer.alloc(size, at + 1))
  const portions = [...inPortions(pieces)]
  expect(Buffer.concat(portions).equals(Buffer.concat(pieces))).toBe(true)
  const [last, ...others] = portions.map(({ length }) => length).reverse()
  expect(new Set(others)).toEqual(new Set([portionBytes]))
  expect(last).toBeLessThan(portionBytes)
  expect([...inPortions([])]).toEqual([])
})

test('only what was released is used again, and nothing that came from elsewhere', () => {
  releasePortion(Buffer.allocUnsafeSlow(portionBytes).fill(1))
  const kept = takePortion().fill(2)
  const used = takePortion().fill(3)
  expect(used.buffer).not.toBe(kept.buffer)
  releasePortion(used.subarray(0, 10))
  const next = takePortion()
  expect(next.buffer).toBe(used.buffer)
  expect(next.length).toBe(portionBytes)
  expect(kept.every((byte) => byte === 2)).toBe(true)
})
