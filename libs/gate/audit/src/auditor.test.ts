import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BodySink, Identified, Reply } from '@binnacle/exchange'
import type { Dict } from '@binnacle/meta'
import { createOutbound } from '@binnacle/outbound'
import { describe, expect, it } from 'vitest'
import { createAuditLog } from './audit-log.ts'
import type { AuditSink } from './audit-sink.ts'
import { createAuditWebhook } from './audit-webhook.ts'
import { createAuditor } from './create-auditor.ts'
import { readPolicy } from './policy.ts'

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n'
const policyText = `${head}omitStages: [RequestReceived]
omitManagedFields: true
rules:
- level: None
  nonResourceURLs: ["/healthz*"]
- level: Metadata
  resources: [{group: "", resources: ["secrets", "*/token"]}]
- level: RequestResponse
  resources: [{group: "", resources: ["configmaps"]}]
- level: Metadata
`

function request(verb: string, path: string, more: Dict = {}): Identified {
  const parts = path.slice(1).split('/')
  const isResourceRequest = parts[0] === 'api'
  const headers: Record<string, string> = { 'user-agent': 'test' }
  return {
    url: path,
    info: {
      isResourceRequest,
      verb,
      path,
      group: '',
      version: 'v1',
      namespace: isResourceRequest ? parts[3] : '',
      resource: isResourceRequest ? parts[4] : '',
      name: parts[5] ?? '',
      subresource: parts[6] ?? '',
    },
    user: { name: 'ann', uid: '', groups: ['g'], extra: {} },
    headers: { get: (name: string) => headers[name], all: () => [], names: () => [] },
    remoteAddress: '::ffff:192.0.2.7',
    receivedAtMs: performance.now(),
    body: async () =>
      Buffer.from('{"kind":"ConfigMap","metadata":{"name":"a","managedFields":[1]}}'),
    ...more,
  } as unknown as Identified
}

function recorder() {
  const events: Dict[] = []
  const sink: AuditSink = {
    put: (event) => void events.push(event),
    dropped: 0,
    close: async () => {},
  }
  const auditor = createAuditor({
    policy: readPolicy(policyText),
    sinks: [sink],
    isLongRunning: ({ verb }) => verb === 'watch',
  })
  return { events, auditor }
}

const json = (status: number, object: Dict): Reply => ({
  status,
  headers: [],
  body: JSON.stringify(object),
})

describe('audit', () => {
  it('records as much as the first rule that fits says', async () => {
    const { events, auditor } = recorder()
    expect(auditor.open(request('get', '/healthz/x'))).toBeUndefined()
    const secret = request('get', '/api/v1/namespaces/n/secrets/s', { allowedBecause: 'RBAC' })
    auditor.open(secret)?.close(json(200, { kind: 'Secret', data: { k: 'c2VjcmV0' } }))
    expect(JSON.stringify(events)).not.toContain('c2VjcmV0')
    expect(events[0]).toMatchObject({
      kind: 'Event',
      level: 'Metadata',
      stage: 'ResponseComplete',
      user: { username: 'ann', groups: ['g'] },
      sourceIPs: ['192.0.2.7'],
      objectRef: { resource: 'secrets', namespace: 'n', name: 's', apiVersion: 'v1' },
      responseStatus: { metadata: {}, code: 200 },
      annotations: {
        'authorization.k8s.io/decision': 'allow',
        'authorization.k8s.io/reason': 'RBAC',
      },
    })
    const create = request('create', '/api/v1/namespaces/n/configmaps', { allowedBecause: '' })
    const record = auditor.open(create)
    await create.body()
    record?.close(json(201, { kind: 'ConfigMap', metadata: { name: 'a', managedFields: [] } }))
    expect(events[1]).toMatchObject({
      level: 'RequestResponse',
      objectRef: { name: 'a' },
      requestObject: { kind: 'ConfigMap', metadata: { name: 'a' } },
      responseObject: { kind: 'ConfigMap' },
    })
    expect(JSON.stringify(events[1])).not.toContain('managedFields')
  })

  it('takes what admission notes, the first of a key, and as much as the level allows', () => {
    const { events, auditor } = recorder()
    const secret = request('create', '/api/v1/namespaces/n/secrets', { allowedBecause: '' })
    const open = auditor.open(secret)
    secret.auditNotes?.add('a/b', 'one')
    secret.auditNotes?.add('a/b', 'two')
    secret.auditNotes?.add('patch', 'long', 'Request')
    secret.auditNotes?.sent({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'tried' } })
    open?.close(json(403, { kind: 'Status', status: 'Failure', code: 403 }))
    expect(events[0]).toMatchObject({
      objectRef: { name: 'tried' },
      annotations: { 'a/b': 'one', 'authorization.k8s.io/decision': 'allow' },
    })
    expect(JSON.stringify(events[0])).not.toContain('long')
    const map = request('create', '/api/v1/namespaces/n/configmaps', { allowedBecause: '' })
    const record = auditor.open(map)
    map.auditNotes?.add('patch', 'long', 'Request')
    const sent = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, immutable: false }
    map.auditNotes?.sent(sent)
    record?.close(json(201, { kind: 'ConfigMap', metadata: { name: 'x' } }))
    expect(events[1]).toMatchObject({
      requestObject: { kind: 'ConfigMap', immutable: false },
      annotations: { patch: 'long' },
    })
  })

  it('says of a refusal what it was, and of impersonation who was behind it', () => {
    const { events, auditor } = recorder()
    const impersonator = { name: 'admin', uid: '', groups: [], extra: {} }
    const asked = request('list', '/api/v1/namespaces/n/pods', { impersonator })
    const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 403 }
    auditor.open(asked)?.close(json(403, status))
    const unknown = request('get', '/api/v1/namespaces/n/pods/p', { user: undefined })
    auditor.refused(unknown, json(401, { ...status, code: 401 }))
    expect(events).toMatchObject([
      {
        user: { username: 'admin' },
        impersonatedUser: { username: 'ann' },
        responseStatus: { status: 'Failure', code: 403 },
        annotations: { 'authorization.k8s.io/decision': 'forbid' },
      },
      { stage: 'ResponseStarted', responseStatus: { code: 401 } },
    ])
  })

  it('records the start and the end of a watch', () => {
    const { events, auditor } = recorder()
    let end: () => void = () => {}
    const reply = auditor
      .open(request('watch', '/api/v1/namespaces/n/pods'))
      ?.close({ status: 200, headers: [], stream: () => {} })
    expect(events.map(({ stage }) => stage)).toEqual(['ResponseStarted'])
    const sink = {
      onClose(listener: () => void) {
        end = listener
      },
    } as unknown as BodySink
    if (reply && 'stream' in reply) void reply.stream(sink)
    end()
    expect(events.map(({ stage }) => stage)).toEqual(['ResponseStarted', 'ResponseComplete'])
  })

  it('refuses a policy that cannot mean anything', () => {
    expect(() => readPolicy('kind: Policy')).toThrow(/audit.k8s.io\/v1/)
    expect(() => readPolicy(`${head}rules: []`)).toThrow(/rules/)
    expect(() => readPolicy(`${head}rules: [{level: All}]`)).toThrow(/level/)
    expect(() => readPolicy(`${head}rules: [{level: None, nonResourceURLs: [x]}]`)).toThrow(/'\/'/)
  })
})

describe('where records go', () => {
  it('turns the log over, keeps as many files as told, and never waits for a full disk', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'audit-'))
    const troubles: string[] = []
    const settings = { path: join(folder, 'a.log'), maxSize: 1, maxBackup: 1, maxAge: 0 }
    const log = createAuditLog(settings, (text) => troubles.push(text))
    for (let round = 0; round < 4; round++) {
      log.put({ round, text: 'x'.repeat(600_000) })
      await new Promise((resolve) => setTimeout(resolve, 60))
    }
    await log.close()
    expect(readdirSync(folder).length).toBe(2)
    expect(JSON.parse(readFileSync(settings.path, 'utf8')).round).toBe(3)
    const gone = createAuditLog({ ...settings, path: join(folder, 'no', 'a.log') }, (text) => {
      troubles.push(text)
    })
    gone.put({})
    await gone.close()
    expect([gone.dropped, troubles.length]).toEqual([1, 1])
    rmSync(folder, { recursive: true })
  })

  it('sends lists to a webhook', async () => {
    const lists: Dict[] = []
    const server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk) => chunks.push(chunk))
      incoming.on('end', () => {
        lists.push(JSON.parse(Buffer.concat(chunks).toString()))
        outgoing.end('{}')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const outbound = createOutbound({ url: `http://127.0.0.1:${port}/audit` })
    const limits = { batchSizeMax: 2, batchWaitMs: 10_000, bufferMax: 10 }
    const webhook = createAuditWebhook(outbound, limits, () => {})
    for (const id of [1, 2, 3]) webhook.put({ id })
    await webhook.close()
    server.close()
    expect(lists.map(({ kind, items }) => [kind, items.length])).toEqual([
      ['EventList', 2],
      ['EventList', 1],
    ])
  })
})
