// A client that does not read what it asked for holds nobody up, and costs bounded memory.
import type { ClientRequest, IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { memoryMiB } from '../load/process-use.ts'
import { call } from '../harness/call.ts'
import { startCluster, type TestCluster, token } from '../harness/cluster.ts'
import { replicaPid } from '../harness/replica-pid.ts'
import { watch } from '../harness/watching.ts'

const configMaps = '/api/v1/namespaces/default/configmaps'
const writes = 150
const stalledWatches = 20
const payload = 'x'.repeat(500_000)

let cluster: TestCluster
let at: string
const stalled: { readonly asked: ClientRequest; readonly got: IncomingMessage }[] = []

beforeAll(async () => {
  cluster = await startCluster({ replicas: 1, flags: ['--no-controllers'] })
  at = cluster.replicas[0] as string
})

afterAll(async () => {
  for (const { asked } of stalled) asked.destroy()
  await cluster?.remove()
})

/** Its head is read and then nothing more: nobody listens to its data. */
function stall(): Promise<(typeof stalled)[number]> {
  const headers = { authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    const url = `${at}${configMaps}?watch=1`
    const asked = request(url, { headers, ca: cluster.ca, agent: false }, (got) =>
      resolve({ asked, got }),
    )
    asked.on('error', reject)
    asked.end()
  })
}

it('a stalled watch holds up nobody and stays within bounds', async () => {
  const pid = replicaPid(Number(new URL(at).port)) as number
  const name = 'large'
  await call(cluster, { method: 'POST', path: configMaps, at, body: { metadata: { name } } })
  for (let i = 0; i < stalledWatches; i++) stalled.push(await stall())
  const watching = await watch(cluster, `${configMaps}?watch=1`, at)
  const before = memoryMiB([pid])
  for (let turn = 1; turn <= writes; turn++) {
    const body = { metadata: { name }, data: { turn: String(turn), payload } }
    const path = `${configMaps}/${name}`
    expect((await call(cluster, { method: 'PUT', path, at, body })).status).toBe(200)
    await watching.next(({ object }) => object.data?.turn === String(turn), 10_000)
  }
  watching.close()
  // 20 stalled clients were to get 1.5 GB; the logs of all resources hold 48 MiB of past states.
  expect(memoryMiB([pid]) - before).toBeLessThan(400)
}, 180_000)

it('and goes on, in order, or is told that it is too late', async () => {
  const { got } = stalled[0] as (typeof stalled)[number]
  let rest = ''
  const seen: string[] = []
  let last = ''
  got.setEncoding('utf8')
  got.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const { type, object } = JSON.parse(line)
      last = type === 'ERROR' ? `${object.code}` : (object.data?.turn ?? last)
      if (type !== 'ERROR' && object.data?.turn) seen.push(object.data.turn)
    }
  })
  await expect.poll(() => last, { timeout: 20_000 }).toMatch(new RegExp(`^(${writes}|410)$`))
  expect(seen).toEqual(Array.from(seen, (_, i) => String(i + 1)))
}, 30_000)
