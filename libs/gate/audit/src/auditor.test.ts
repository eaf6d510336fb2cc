import type { BodySink, Identified, Reply } from '@binnacle/exchange'
import type { Dict } from '@binnacle/meta'
import { describe, expect, it } from 'vitest'
import type { AuditSink } from './audit-sink.ts'
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
  it('N25: records as much as the first rule that fits says', async () => {
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
