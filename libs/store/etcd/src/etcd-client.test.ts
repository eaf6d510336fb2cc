import { createServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Connection } from './connection.ts'
import { connectEtcd } from './etcd-client.ts'
import type { EtcdError } from './etcd-error.ts'
import type { WatchAnswer } from './kv.ts'
import { checkVersion } from './member-calls.ts'
import { findEtcd, type RunningEtcd, startEtcd } from './start-etcd.ts'
import { WireWriter } from './wire.ts'

const binary = findEtcd()
const bytes = (text: string) => Buffer.from(text)

function put(key: string, value: Uint8Array) {
  return { guards: [], then: [{ put: { key, value } }], otherwise: [] }
}

async function failure(call: Promise<unknown>): Promise<EtcdError> {
  return call.then(
    () => {
      throw new Error('it did not fail')
    },
    (error) => error as EtcdError,
  )
}

/** A member whose version is fine; every other call is served by the test. */
async function member(serve: (request: Http2ServerRequest, response: Http2ServerResponse) => void) {
  const server = createServer((request, response) => {
    if (!request.url.endsWith('/Status')) return serve(request, response)
    const version = new WireWriter()
    version.text(2, '3.6.0')
    version.number(4, 1)
    response.writeHead(200, { 'content-type': 'application/grpc' })
    response.write(framed(version.done()))
    response.addTrailers({ 'grpc-status': '0' })
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { endpoint: `http://127.0.0.1:${port}`, server }
}

const framed = (body: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, 0, body.length]), body])

/** WatchResponse: the header's revision, and whether it says that the watch is created. */
function watchResponse(revision: number, created: boolean): Buffer {
  const header = new WireWriter()
  header.number(3, revision)
  const response = new WireWriter()
  response.bytes(1, header.done())
  response.flag(3, created)
  return framed(response.done())
}

describe('a version', () => {
  test.each(['3.4.23', '3.5.12', '3.4.31'])('%s is refused', (version) => {
    expect(() => checkVersion({ version }, 'http://e')).toThrow(
      `etcd ${version} at http://e is too old: 3.5.13 or newer is needed`,
    )
  })

  test.each(['3.5.13', '3.6.0', '4.0.0', '3.5.13-rc.1'])('%s is taken', (version) => {
    checkVersion({ version }, 'http://e')
  })
})

describe('a write whose answer is lost', () => {
  test('is not sent again, a read is', async () => {
    let count = 0
    const calls = () => count
    const { endpoint, server } = await member((request) => {
      count++
      request.stream.session?.destroy()
    })
    const client = connectEtcd({ endpoints: [endpoint] })
    const error = await failure(client.txn(put('a', bytes('x'))))
    expect(error.unsent).toBe(false)
    expect(error.unknownEnd).toBe(true)
    expect(calls()).toBe(1)
    const read = failure(client.range({ key: 'a' }))
    await expect.poll(calls, { timeout: 5_000 }).toBeGreaterThan(2)
    client.close()
    await read
    server.close()
  })
})

describe('a watch that is asked how far it is before it is created', () => {
  // etcd answers so when the answer that creates the watch waits behind in another queue.
  test('believes nothing until it is', async () => {
    const { endpoint, server } = await member((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/grpc' })
      const answers = [watchResponse(9, false), watchResponse(9, true), watchResponse(10, false)]
      for (const answer of answers) response.write(answer)
    })
    const client = connectEtcd({ endpoints: [endpoint] })
    const heard: WatchAnswer[] = []
    const sink = { answer: (answer: WatchAnswer) => heard.push(answer), end: () => {} }
    const watch = await client.watch({ key: 'a', startRevision: 1 }, sink)
    watch.requestProgress()
    await expect.poll(() => heard.at(-1)?.revision).toBe(10)
    expect(heard.map(({ created, revision }) => [created, revision])).toEqual([
      [true, 9],
      [false, 10],
    ])
    client.close()
    server.close()
  })
})

describe.skipIf(binary === undefined)('etcd client', () => {
  let etcd: RunningEtcd
  beforeAll(async () => {
    etcd = await startEtcd(binary as string)
  }, 20_000)
  afterAll(() => etcd?.stop())

  test('goes on to an endpoint that answers', async () => {
    const endpoints = ['http://127.0.0.1:1', etcd.endpoint]
    const client = connectEtcd({ endpoints })
    expect((await client.status()).version).toMatch(/^\d+\.\d+\.\d+/)
    client.close()
  })

  test('carries large values and many keys', async () => {
    const value = Buffer.alloc(1_000_000, 7)
    await etcd.client.txn(put('big', value))
    const { kvs } = await etcd.client.range({ key: 'big' })
    expect(kvs[0]?.value.equals(value)).toBe(true)
  })

  test('names what etcd refuses in its words', async () => {
    const large = await failure(etcd.client.txn(put('a', Buffer.alloc(1_700_000))))
    expect([large.message, large.tooLarge]).toEqual(['etcdserver: request is too large', true])
    const larger = await failure(etcd.client.txn(put('a', Buffer.alloc(2_200_000))))
    expect(larger.message).toMatch(/^rpc error: code = ResourceExhausted desc = trying to send/)
    const future = await failure(etcd.client.range({ key: 'a', revision: 900_000 }))
    expect(future.futureRevision).toBe(true)
    const { revision } = await etcd.client.txn(put('a', bytes('x')))
    await etcd.client.txn(put('a', bytes('y')))
    await etcd.client.compact(revision + 1)
    const compacted = await failure(etcd.client.range({ key: 'a', revision: revision - 1 }))
    expect(compacted.compacted).toBe(true)
  })

  test('tells of a full database and still reads', async () => {
    const full = await startEtcd(binary as string, ['--quota-backend-bytes', '2000000'])
    let error: EtcdError | undefined
    for (let n = 0; n < 600 && error === undefined; n++) {
      const write = full.client.txn(put(`k${n}`, Buffer.alloc(100_000)))
      error = await write.then(
        () => undefined,
        (reason) => reason as EtcdError,
      )
    }
    expect(error?.message).toBe('etcdserver: mvcc: database space exceeded')
    expect((await full.client.range({ key: 'k0' })).count).toBe(1)
    await full.stop()
  }, 20_000)

  test('logs in and renews its token', async () => {
    const guarded = await startEtcd(binary as string, ['--auth-token-ttl', '1'])
    const admin = await Connection.open(guarded.endpoint, {})
    const call = (path: string, ...texts: string[]) => {
      const message = new WireWriter()
      for (const [index, text] of texts.entries()) message.text(index + 1, text)
      return admin.call(`/etcdserverpb.Auth/${path}`, message.done(), {}, 5_000)
    }
    await call('UserAdd', 'root', 'secret')
    await call('RoleAdd', 'root')
    await call('UserGrantRole', 'root', 'root')
    await call('AuthEnable')
    admin.close()
    const login = { endpoints: [guarded.endpoint], username: 'root', password: 'secret' }
    const client = connectEtcd(login)
    expect((await client.txn(put('a', bytes('x')))).succeeded).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect((await client.range({ key: 'a' })).count).toBe(1)
    const wrong = connectEtcd({ ...login, password: 'nope' })
    expect((await failure(wrong.range({ key: 'a' }))).message).toContain('authentication failed')
    client.close()
    wrong.close()
    await guarded.stop()
  }, 20_000)

  test('puts together a watch answer that comes in parts', async () => {
    const { revision } = await etcd.client.range({ key: 'w' })
    const then = Array.from({ length: 20 }, (_, n) => ({
      put: { key: `w${n}`, value: Buffer.alloc(60_000, n) },
    }))
    await etcd.client.txn({ guards: [], then, otherwise: [] })
    const answers: WatchAnswer[] = []
    const start = { key: 'w', rangeEnd: 'x', startRevision: revision + 1 }
    const watch = await etcd.client.watch(start, {
      answer: (answer) => answers.push(answer),
      end: () => {},
    })
    const count = () => answers.reduce((sum, { events }) => sum + events.length, 0)
    await expect.poll(count).toBe(20)
    expect(answers.at(-1)?.fragment).toBe(false)
    watch.cancel()
  })
})
