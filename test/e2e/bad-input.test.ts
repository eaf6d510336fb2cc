// No input stops a replica, and every refusal is a Status.
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../harness/call.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'
import { replicaPid } from '../harness/replica-pid.ts'

describe('bad input', () => {
  let cluster: TestCluster
  let pid: number | undefined

  beforeAll(async () => {
    cluster = await startCluster({ replicas: 1 })
    pid = replicaPid(cluster.port + 1)
  })

  afterAll(() => cluster?.remove())

  const configMaps = '/api/v1/namespaces/default/configmaps'

  it.each([
    ['an unknown resource', { path: '/api/v1/nothings' }, 404],
    ['a wrong method', { method: 'PUT', path: configMaps, body: {} }, 405],
    ['a broken body', { method: 'POST', path: configMaps, body: '{"kind":' }, 400],
    ['a body of the wrong kind', { method: 'POST', path: configMaps, body: { kind: 'Pod' } }, 400],
    ['a huge body', { method: 'POST', path: configMaps, body: 'x'.repeat(3_200_000) }, 413],
    [
      'an unknown media type',
      { method: 'POST', path: configMaps, body: '{}', headers: { 'content-type': 'text/csv' } },
      415,
    ],
    ['an answer in a format we lack', { path: configMaps, headers: { accept: 'text/csv' } }, 406],
    ['a bad escape', { path: '/api/v1/namespaces/%zz' }, 400],
    ['no such user', { path: configMaps, headers: { authorization: 'Bearer nope' } }, 401],
  ] as const)('%s', async (_what, asked, status) => {
    const answer = await call(cluster, asked)
    expect(answer.status).toBe(status)
    if (status !== 406) expect(answer.json).toMatchObject({ kind: 'Status', code: status })
  })

  it.each([
    ['no HTTP at all', 'hello there\r\n\r\n'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    ],
    [
      'two opinions on the end',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a strange encoding', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n'],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
    ['an absolute target', 'GET http://evil/api HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['endless headers', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(200_000)}\r\n\r\n`],
  ])('raw: %s', async (_what, bytes) => {
    const said = await raw(cluster, bytes)
    expect(said).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(said).toContain('"kind":"Status"')
  })

  it('has not stopped the replica', async () => {
    expect((await call(cluster, { path: '/readyz' })).text).toBe('ok')
    expect(replicaPid(cluster.port + 1)).toBe(pid)
  })
})

function raw(cluster: TestCluster, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      { port: cluster.port, host: '127.0.0.1', ca: cluster.ca, ALPNProtocols: ['http/1.1'] },
      () => socket.write(bytes),
    )
    let said = ''
    socket.setTimeout(5_000, () => socket.destroy())
    socket.on('data', (chunk) => {
      said += chunk
    })
    socket.on('error', (error) => (said === '' ? reject(error) : undefined))
    socket.on('close', () => resolve(said))
  })
}
