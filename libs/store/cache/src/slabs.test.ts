import { describe, expect, test } from 'vitest'
import { CachedObject } from './cached-object.ts'
import { Slabs } from './slabs.ts'

function make(slabs: Slabs, n: number): CachedObject {
  const plain = Buffer.from(`{"metadata":{"name":"o${n}"},"pad":"${'x'.repeat(3_000)}"}`)
  return new CachedObject(slabs, { key: `things/o${n}`, revision: n + 1, plain, stale: false })
}

describe('slabs', () => {
  test('give back memory, and objects that stay keep their bytes', () => {
    const slabs = new Slabs()
    const objects = Array.from({ length: 3_000 }, (_, n) => make(slabs, n))
    const full = slabs.bytes
    const held = (objects[0] as CachedObject).bytes
    for (const [n, object] of objects.entries()) {
      if (n % 10 === 5) continue
      object.released = true
      slabs.release(object)
    }
    for (let n = 3_000; n < 3_400; n++) make(slabs, n)
    expect(slabs.bytes).toBeLessThan(full / 2)
    for (let n = 5; n < 3_000; n += 10) {
      const object = objects[n] as CachedObject
      expect(object.parse().metadata).toEqual({ name: `o${n}`, resourceVersion: String(n + 1) })
    }
    expect(held.toString()).toContain('"name":"o0"')
  })

  test('an object of any size has a place', () => {
    const slabs = new Slabs()
    const plain = Buffer.from(`{"metadata":{"name":"big"},"pad":"${'x'.repeat(3_000_000)}"}`)
    const big = new CachedObject(slabs, { key: 'things/big', revision: 9, plain, stale: false })
    expect(big.parse().metadata.resourceVersion).toBe('9')
    slabs.release(big)
    expect(slabs.bytes).toBe(0)
  })
})
