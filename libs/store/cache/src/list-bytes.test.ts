import { gunzipSync } from 'node:zlib'
import type { ResourceShape } from '@binnacle/objects'
import { describe, expect, test } from 'vitest'
import { CachedItems } from './cached-items.ts'
import { CachedObject } from './cached-object.ts'
import { gzipItems } from './gzip-items.ts'
import { joinItems } from './join-items.ts'
import { Slabs } from './slabs.ts'
import { Tree } from './tree.ts'

const shape: ResourceShape = {
  prefix: 'things',
  resource: { group: '', resource: 'things' },
  namespaced: true,
  selectable: () => ({}),
}

function items(count: number, from = 0, to = count): CachedItems {
  const slabs = new Slabs()
  const tree = new Tree<CachedObject>()
  for (let n = 0; n < count; n++) {
    const name = `t${String(n).padStart(5, '0')}`
    const plain = Buffer.from(
      `{"kind":"Thing","apiVersion":"v1","metadata":{"name":"${name}","uid":"u${n}"},"n":${n}}`,
    )
    tree.set(
      new CachedObject(slabs, { key: `things/ns/${name}`, revision: n + 1, plain, stale: false }),
    )
  }
  const spans = [
    ...tree
      .snapshot()
      .spans(
        `things/ns/t${String(from).padStart(5, '0')}`,
        `things/ns/t${String(to).padStart(5, '0')}`,
      ),
  ]
  return new CachedItems(shape, to - from, { spans })
}

function read(pieces: Iterable<Buffer>): string {
  return Buffer.concat([...pieces]).toString()
}

describe('bytes of a list', () => {
  test('are the items with commas between', () => {
    const list = JSON.parse(`[${read(joinItems(items(1000), false))}]`)
    expect(list.length).toBe(1000)
    expect(list[7]).toEqual({
      kind: 'Thing',
      apiVersion: 'v1',
      metadata: { name: 't00007', uid: 'u7', resourceVersion: '8' },
      n: 7,
    })
  })

  test('of a typed list lack kind and apiVersion', () => {
    const list = JSON.parse(`[${read(joinItems(items(3), true))}]`)
    expect(Object.keys(list[0])).toEqual(['metadata', 'n'])
  })

  test.each([
    [0, 0, 0],
    [1, 0, 1],
    [1000, 0, 1000],
    [1000, 37, 911],
  ])('compressed are the same: %i, %i to %i', (count, from, to) => {
    const page = items(count, from, to)
    const plain = `{"items":[${read(joinItems(page, true))}]}`
    for (let round = 0; round < 2; round++) {
      const gzip = gzipItems(page, true, Buffer.from('{"items":['), Buffer.from(']}'))
      expect(gunzipSync(Buffer.concat([...gzip])).toString()).toBe(plain)
    }
  })
})
