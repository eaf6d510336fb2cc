import { describe, expect, test } from 'vitest'
import { type Snapshot, Tree } from './tree.ts'

interface Item {
  readonly key: string
  readonly n: number
}

function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state % below
  }
}

const show = (items: Iterable<Item>): string => [...items].map(({ key, n }) => `${key}=${n}`).join()

describe('tree', () => {
  test.each([1, 2, 3, 4])(
    'agrees with a sorted map, and snapshots stay as they were (seed %i)',
    (seed) => {
      const random = randomOf(seed)
      const tree = new Tree<Item>()
      const truth = new Map<string, Item>()
      const kept: { snapshot: Snapshot<Item>; text: string }[] = []
      const key = () => `k${String(random(2_000)).padStart(4, '0')}`
      for (let n = 0; n < 20_000; n++) {
        const item = { key: key(), n }
        if (random(5) < (n < 10_000 ? 4 : 2)) {
          expect(tree.set(item)).toBe(truth.get(item.key))
          truth.set(item.key, item)
        } else {
          expect(tree.delete(item.key)).toBe(truth.get(item.key))
          truth.delete(item.key)
        }
        if (n % 997 !== 0) continue
        const sorted = [...truth.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
        const snapshot = tree.snapshot()
        expect(show(snapshot.items('', '~'))).toBe(show(sorted))
        const [from, to] = [key(), key()].sort() as [string, string]
        const between = sorted.filter((each) => each.key >= from && each.key < to)
        expect(show(snapshot.items(from, to))).toBe(show(between))
        expect(snapshot.count(from, to)).toBe(between.length)
        expect(tree.size).toBe(truth.size)
        expect(tree.get(from)).toBe(truth.get(from))
        kept.push({ snapshot, text: show(sorted) })
      }
      for (const { snapshot, text } of kept) expect(show(snapshot.items('', '~'))).toBe(text)
    },
  )

  test('gives the same snapshot while nothing changes', () => {
    const tree = new Tree<Item>()
    tree.set({ key: 'a', n: 1 })
    expect(tree.snapshot()).toBe(tree.snapshot())
  })
})
