import { findEtcd, type RunningEtcd, startEtcd } from '@binnacle/etcd/testing'
import { openVault, type ResourceShape } from '@binnacle/objects'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readHistory } from './history.ts'

const binary = findEtcd()

const shape: ResourceShape = {
  prefix: 'things',
  resource: { group: '', resource: 'things' },
  namespaced: true,
  selectable: () => ({}),
}

describe.skipIf(binary === undefined)("changes from etcd's history", () => {
  let etcd: RunningEtcd
  beforeAll(async () => {
    etcd = await startEtcd(binary as string)
  }, 20_000)
  afterAll(() => etcd?.stop())

  test('are not told without the state before, which may be compacted when they are not', async () => {
    const { client } = etcd
    const key = '/registry/things/n/k'
    const write = async (): Promise<number> => {
      const value = Buffer.from('{"metadata":{"name":"k"}}')
      const txn = { guards: [], then: [{ put: { key, value } }], otherwise: [] }
      return (await client.txn(txn)).revision
    }
    const parts = { etcd: client, root: '/registry/', vault: openVault }
    const created = await write()
    const changed = await write()
    const both = await readHistory(parts, { shape, from: created - 1, to: changed })
    expect(both?.map(({ before }) => before?.revision)).toEqual([undefined, created])
    // etcd still has this change, but no longer what it replaced.
    await client.compact(changed)
    expect(await readHistory(parts, { shape, from: created, to: changed })).toBeUndefined()
    const last = await write()
    const one = await readHistory(parts, { shape, from: changed, to: last })
    expect(one?.map(({ before }) => before?.revision)).toEqual([changed])
  })
})
