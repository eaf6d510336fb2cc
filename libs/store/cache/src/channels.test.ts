import type { ResourceShape, Selection } from '@binnacle/objects'
import { describe, expect, test } from 'vitest'
import { CachedObject } from './cached-object.ts'
import { Change } from './change.ts'
import { Channels } from './channels.ts'
import { Slabs } from './slabs.ts'

const shape: ResourceShape = {
  prefix: 'pods',
  resource: { group: '', resource: 'pods' },
  namespaced: true,
  selectable: (object) => ({ 'spec.nodeName': object.spec.nodeName }),
}
const slabs = new Slabs()
let revision = 0

function pod(name: string, node: string, app: string): CachedObject {
  const metadata = { name, namespace: 'ns', labels: { app } }
  const plain = Buffer.from(JSON.stringify({ metadata, spec: { nodeName: node } }))
  const object = new CachedObject(slabs, {
    key: `pods/ns/${name}`,
    revision: ++revision,
    plain,
    stale: false,
  })
  object.shape = shape
  return object
}

const byField = (field: string, value: string): Selection => ({
  fields: { requirements: [{ field, operator: '=', value }] },
})
const byApp = (value: string): Selection => ({
  labels: { requirements: [{ key: 'app', operator: '=', values: [value] }] },
})

describe('channels', () => {
  test('a change concerns only the watchers of its name, node, label or namespace', () => {
    const channels = new Channels()
    const want = (selection?: Selection, namespace = 'ns') =>
      channels.open({ shape, namespace, selection })
    for (let n = 0; n < 1000; n++) {
      want(byField('metadata.name', `pod-${n}`))
      want(byField('spec.nodeName', `node-${n}`), '')
      want(byApp(`app-${n}`))
      want(undefined, `ns-${n}`)
    }
    const everything = want(undefined, '')
    const concerned = [
      ...channels.concerned(
        new Change(shape, 9, pod('pod-7', 'node-7', 'app-7'), pod('pod-7', 'node-8', 'app-7'), 0),
      ),
    ]
    expect(concerned.length).toBe(5)
    expect(concerned).toContain(everything)
    const types = concerned.map(
      (channel) =>
        channel.see(
          new Change(shape, 9, pod('pod-7', 'node-7', 'app-7'), pod('pod-7', 'node-8', 'app-7'), 0),
        )?.type,
    )
    expect(types.sort()).toEqual(['ADDED', 'DELETED', 'MODIFIED', 'MODIFIED', 'MODIFIED'])
  })

  test('one class is shared and forgotten with its last watcher', () => {
    const channels = new Channels()
    const wanted = { shape, namespace: 'ns', selection: byApp('x') }
    const channel = channels.open(wanted)
    expect(channels.open({ ...wanted, selection: byApp('x') })).toBe(channel)
    channels.release(channel)
    expect([...channels.all]).toEqual([])
  })
})
