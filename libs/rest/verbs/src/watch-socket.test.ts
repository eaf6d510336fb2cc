// A watch over a WebSocket: an event a message, as text, until the client goes or the time is over.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { builtinCatalogue } from '@binnacle/catalogue'
import type { ResourceRequest } from '@binnacle/exchange'
import { createMemoryStore, type ResourceShape } from '@binnacle/objects'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { framerOf } from './frame.ts'
import { asksForWebSocket, watchSocket } from './watch-socket.ts'

const group = { group: '', version: 'v1' }
const def = builtinCatalogue({}).resource(group, 'configmaps') as never
const store = createMemoryStore()
const shape: ResourceShape = {
  prefix: 'configmaps',
  resource: { group: '', resource: 'configmaps' },
  namespaced: true,
  selectable: ({ metadata }) => ({ 'metadata.name': metadata.name ?? '' }),
}
let server: Server
let lastsMs = 60_000

async function serve(request: ResourceRequest, socket: Duplex, head: Buffer): Promise<void> {
  expect(asksForWebSocket(request)).toBe(true)
  const query = { shape, namespace: '', resourceVersion: '', allowBookmarks: false }
  const subscription = await store.watch({ ...query, sendInitialEvents: true })
  const framer = framerOf(def, { format: 'json' } as never)
  const reply = watchSocket(request, { subscription, framer, lastsMs })
  if ('upgrade' in reply) await reply.upgrade(socket, head)
}

beforeAll(async () => {
  server = createServer()
  server.on('upgrade', ({ method, url, headers }, socket, head) => {
    const names = Object.keys(headers)
    const lines = { get: (name: string) => headers[name] as string, names: () => names }
    const upgrade = () => ({ socket, head })
    void serve({ method, url, headers: lines, upgrade } as never, socket, head)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterAll(async () => {
  server.close()
  await store.close()
})

async function open(): Promise<{ client: WebSocket; next(): Promise<Record<string, never>> }> {
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const got: string[] = []
  client.on('message', (data, binary) => got.push(binary ? 'binary' : String(data)))
  await once(client, 'open')
  return {
    client,
    async next() {
      while (got.length === 0) await once(client, 'message')
      return JSON.parse(got.shift() as string)
    },
  }
}

const create = (name: string) =>
  store.create(
    { shape, namespace: 'default', name },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } },
  )

it('tells of each change in a message of its own', async () => {
  const { client, next } = await open()
  for (const name of ['a', 'b']) {
    await create(name)
    expect(await next()).toMatchObject({ type: 'ADDED', object: { metadata: { name } } })
  }
  client.close()
  await once(client, 'close')
})

it('closes when the time of the watch is over', async () => {
  lastsMs = 50
  const { client } = await open()
  await once(client, 'close')
})
