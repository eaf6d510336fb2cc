// A request leaves the same id in the reply, in the log and in its trace.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Http2Server } from 'node:http2'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startCluster, type TestCluster, token } from '../harness/cluster.ts'
import { kubectl } from '../harness/kubectl.ts'

const folder = mkdtempSync(join(tmpdir(), 'binnacle-observing-'))
const spans: Buffer[] = []
let collector: Http2Server
let cluster: TestCluster

beforeAll(async () => {
  collector = createServer((asked, answer) => {
    asked.on('data', (piece) => spans.push(Buffer.from(piece)))
    asked.on('end', () => {
      answer.writeHead(200, { 'content-type': 'application/grpc' })
      answer.write(Buffer.alloc(5))
      answer.addTrailers({ 'grpc-status': '0' })
      answer.end()
    })
  })
  await new Promise<void>((resolve) => collector.listen(join(folder, 'otel'), () => resolve()))
  const file = join(folder, 'tracing.yaml')
  const lines = [
    'apiVersion: apiserver.config.k8s.io/v1',
    'kind: TracingConfiguration',
    `endpoint: unix://${join(folder, 'otel')}`,
  ]
  writeFileSync(file, lines.join('\n'))
  cluster = await startCluster({ replicas: 1, flags: [`--tracing-config-file=${file}`, '--v=2'] })
})

afterAll(async () => {
  await cluster?.remove()
  collector.close()
  rmSync(folder, { recursive: true, force: true })
})

function ask(path: string, headers: Record<string, string>): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const own = { ...headers, authorization: `Bearer ${token}` }
    request(`${cluster.server}${path}`, { ca: cluster.ca, headers: own }, (reply) => {
      reply.resume()
      reply.on('end', () => resolve(reply.headers['audit-id'] as string | undefined))
    })
      .on('error', reject)
      .end()
  })
}

it('names a request in the reply and in the log', async () => {
  const id = await ask('/api/v1/namespaces/default/pods?limit=5', { 'user-agent': 'looker' })
  expect(id).toMatch(/^[0-9a-f-]{36}$/)
  const file = join(cluster.folder, 'logs', `apiserver-${cluster.port + 1}.log`)
  const lineOf = () =>
    readFileSync(file, 'utf8')
      .split('\n')
      .find((line) => line.includes(`"requestId":"${id}"`))
  await expect.poll(lineOf, { timeout: 10_000 }).toBeDefined()
  expect(JSON.parse(lineOf() ?? '{}')).toMatchObject({
    method: 'GET',
    url: '/api/v1/namespaces/default/pods?limit=5',
    status: 200,
    user: 'admin',
    userAgent: 'looker',
    msg: 'request',
  })
  expect(readFileSync(file, 'utf8')).not.toContain(token)
})

it('keeps the id that a client gives', async () => {
  expect(await ask('/version', { 'audit-id': 'mine-1' })).toBe('mine-1')
})

it('sends spans of those requests whose caller wants them seen', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const parent = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, 'audit-id': 'traced-1' }
  await ask('/api/v1/namespaces/default/configmaps/kube-root-ca.crt', parent)
  const all = () => Buffer.concat(spans)
  await expect.poll(() => all().toString('hex'), { timeout: 15_000 }).toContain(traceId)
  const text = all().toString('latin1')
  expect(text).toContain('GET /api/v1/namespaces/{:namespace}/configmaps/{:name}')
  expect(text).toContain('traced-1')
})

it('shows the flags and the state of the process', async () => {
  const flags = (await kubectl(cluster, ['get', '--raw', '/flagz'])).out
  expect(flags).toMatch(/\nv(:|: |=| )2\n/)
  expect((await kubectl(cluster, ['get', '--raw', '/statusz'])).out).toContain('apiserver statusz')
})
