// A client that speaks protobuf alone can live here: it reads, watches, and is refused.
import { request } from 'node:https'
import { decodeDocument } from '@binnacle/codec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../harness/call.ts'
import { startCluster, type TestCluster, token } from '../harness/cluster.ts'

const protobuf = 'application/vnd.kubernetes.protobuf'
const configMaps = '/api/v1/namespaces/default/configmaps'

interface Got {
  readonly status: number
  readonly type: string
  readonly body: Buffer
}

describe('protobuf', () => {
  let cluster: TestCluster

  beforeAll(async () => {
    cluster = await startCluster({ replicas: 1 })
  })

  afterAll(() => cluster?.remove())

  function ask(path: string, accept = protobuf, enough = (_: Buffer) => false): Promise<Got> {
    const headers = { authorization: `Bearer ${token}`, accept }
    return new Promise((resolve, reject) => {
      const sent = request(`${cluster.server}${path}`, { headers, ca: cluster.ca }, (got) => {
        let body = Buffer.alloc(0)
        const { statusCode: status = 0 } = got
        const type = got.headers['content-type'] ?? ''
        const done = () => resolve({ status, type, body })
        got.on('data', (chunk: Buffer) => {
          body = Buffer.concat([body, chunk])
          if (!enough(body)) return
          done()
          sent.destroy()
        })
        got.on('end', done)
        got.on('error', done)
      })
      sent.on('error', reject)
      sent.end()
    })
  }

  // biome-ignore lint/suspicious/noExplicitAny: whatever object a test looks into
  const read = (body: Buffer) => decodeDocument(body, 'protobuf').value as any

  it('answers with objects, lists and refusals that say what the JSON says', async () => {
    const body = { metadata: { name: 'a', annotations: { x: 'ü' } }, data: { k: 'v' } }
    const made = await call(cluster, { method: 'POST', path: configMaps, body })
    expect([made.status, made.text]).toEqual([201, expect.anything()])
    const { json } = await call(cluster, { path: `${configMaps}/a` })
    const one = await ask(`${configMaps}/a`)
    expect([one.status, one.type, one.body.length > 50]).toEqual([200, protobuf, true])
    expect(read(one.body)).toMatchObject({ data: json.data, metadata: { uid: json.metadata.uid } })
    const list = read((await ask(configMaps)).body)
    expect(list.kind).toBe('ConfigMapList')
    expect(list.items.find((item: typeof json) => item.metadata.name === 'a').data.k).toBe('v')
    const none = await ask(`${configMaps}/none`)
    expect([none.status, none.type]).toEqual([404, protobuf])
    expect(read(none.body)).toMatchObject({ reason: 'NotFound', details: { name: 'none' } })
    const groups = read((await ask('/apis')).body).groups.map(({ name }: { name: string }) => name)
    expect(groups).toContain('apps')
  })

  it('goes on with JSON where there is no protobuf', async () => {
    const table = `${protobuf};as=Table;g=meta.k8s.io;v=v1`
    expect((await ask(configMaps, table)).status).toBe(406)
    expect((await ask(configMaps, `${table},application/json`)).type).toBe('application/json')
    expect((await ask('/version')).status).toBe(406)
  })

  it('watches in frames that say how long they are', async () => {
    const path = `${configMaps}?watch=1&resourceVersion=0&fieldSelector=metadata.name=a`
    const whole = (body: Buffer) => body.length > 4 && body.length >= 4 + body.readUInt32BE(0)
    const { type, body } = await ask(path, `${protobuf};stream=watch`, whole)
    expect(type).toBe(`${protobuf};stream=watch`)
    const event = body.subarray(4, 4 + body.readUInt32BE(0))
    expect(event.subarray(0, 7).toString('latin1')).toBe('\n\x05ADDED')
    // The object is within an extension, in an envelope of its own.
    const at = event.indexOf('k8s\0')
    expect(read(event.subarray(at))).toMatchObject({ kind: 'ConfigMap', data: { k: 'v' } })
  })
})
