// What a caller writes into a body passes no policy by and changes no word of JavaScript.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, call } from '../harness/call.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'

const namespace = '/api/v1/namespaces/default'
const configMaps = `${namespace}/configmaps`
const types = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
}

let cluster: TestCluster

beforeAll(async () => {
  const plugins = 'NodeRestriction,DenyServiceExternalIPs'
  cluster = await startCluster({
    replicas: 1,
    flags: [`--enable-admission-plugins=${plugins}`, '--allow-privileged'],
  })
})
afterAll(() => cluster?.remove())

const send = (method: string, path: string, body?: unknown, headers = {}): Promise<Answer> =>
  call(cluster, { method, path, body, headers })
const patch = (type: keyof typeof types, path: string, body: unknown, headers = {}) => {
  const query = type === 'apply' ? '?fieldManager=t&force=true' : ''
  return send('PATCH', `${path}${query}`, body, { 'content-type': types[type], ...headers })
}
async function made(path: string, body: unknown): Promise<Answer> {
  const answer = await send('POST', path, body)
  expect(answer.status, answer.text).toBe(201)
  return answer
}

describe('N1, N3: words of Object.prototype are keys like others', () => {
  const words = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf']
  // As text: a literal would set the prototype.
  const data = (value: string) => `{${words.map((word) => `"${word}":"${value}"`).join(',')}}`
  const keys = (answer: Answer) => Object.entries(answer.json.data).sort()
  const all = (value: string) => words.map((word) => [word, value]).sort()
  const named = (name: string, rest: string) =>
    `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"${name}"},${rest}}`

  it('come back from every way to write them', async () => {
    const path = `${configMaps}/words`
    const ways: (() => Promise<Answer>)[] = [
      () => send('POST', configMaps, named('words', `"data":${data('0')}`)),
      () => send('PUT', path, named('words', `"data":${data('1')}`)),
      () => patch('merge', path, `{"data":${data('2')}}`),
      () => patch('strategic', path, `{"data":${data('3')}}`),
      () => patch('json', path, `[{"op":"replace","path":"/data","value":${data('4')}}]`),
      () => patch('apply', path, named('words', `"data":${data('5')}`)),
      () =>
        patch(
          'json',
          path,
          JSON.stringify(words.map((word) => ({ op: 'add', path: `/data/${word}`, value: '6' }))),
        ),
    ]
    for (const [value, way] of ways.entries()) {
      const answer = await way()
      expect(answer.status, answer.text).toBeLessThan(300)
      expect(keys(answer)).toEqual(all(`${value}`))
      expect(keys(await send('GET', path))).toEqual(all(`${value}`))
    }
  })

  it('are dropped where a type has no such field, left where anything may be', async () => {
    await made('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      metadata: { name: 'anythings.words.example.com' },
      spec: {
        group: 'words.example.com',
        scope: 'Namespaced',
        names: {
          plural: 'anythings',
          singular: 'anything',
          kind: 'Anything',
          listKind: 'AnythingList',
        },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: {
                  any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  closed: { type: 'object', properties: { a: { type: 'string' } } },
                },
              },
            },
          },
        ],
      },
    })
    const path = '/apis/words.example.com/v1/namespaces/default/anythings'
    await expect.poll(async () => (await send('GET', path)).status, { timeout: 15_000 }).toBe(200)
    const nested = `{"__proto__":{"constructor":{"prototype":{"polluted":"yes"}},"polluted":"yes"}}`
    const body = (name: string) =>
      `{"apiVersion":"words.example.com/v1","kind":"Anything","metadata":{"name":"${name}"},` +
      `"any":${nested},"closed":{"a":"1","__proto__":{"polluted":"yes"}},"__proto__":{"polluted":"yes"}}`
    const check = (answer: Answer) => {
      expect(answer.status, answer.text).toBeLessThan(300)
      expect(answer.text.replace(/\s/g, '')).toContain(`"any":${nested}`)
      expect(JSON.stringify(answer.json.closed)).toBe('{"a":"1"}')
      expect(Object.keys(answer.json)).not.toContain('__proto__')
    }
    check(await send('POST', path, body('a')))
    check(await patch('merge', `${path}/a`, `{"any":${nested}}`))
    check(await patch('json', `${path}/a`, `[{"op":"replace","path":"/any","value":${nested}}]`))
    check(await send('GET', `${path}/a`))
    // Apply takes no field that is not declared, whatever its name.
    expect((await patch('apply', `${path}/b`, body('b'))).text).toContain('.__proto__: field not')
  })

  it('cannot be walked through by the pointers of a patch', async () => {
    for (const path of [
      '/__proto__/polluted',
      '/data/__proto__/polluted',
      '/constructor/prototype/polluted',
    ]) {
      const answer = await patch('json', `${configMaps}/words`, [{ op: 'add', path, value: 'yes' }])
      expect(answer.status, path).toBeGreaterThanOrEqual(400)
    }
  })

  it('have left nothing behind', async () => {
    const { json } = await made(configMaps, { metadata: { name: 'plain' } })
    expect(JSON.stringify(json)).not.toContain('polluted')
    expect(Object.keys(json)).toEqual(['kind', 'apiVersion', 'metadata'])
  })
})

it('N2: selectors know no label that an object does not have', async () => {
  const count = async (query: string) => {
    const { status, json } = await send('GET', `${configMaps}?${query}`)
    return status === 200 ? json.items.length : status
  }
  const total = await count('')
  expect(total).toBeGreaterThan(1)
  for (const word of ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf']) {
    expect(await count(`labelSelector=${word}`), word).toBe(0)
    expect(await count(`labelSelector=!${word}`), word).toBe(total)
    expect(await count(`labelSelector=${word}%20notin%20(a)`), word).toBe(total)
    expect(await count(`fieldSelector=${word}=a`), word).toBe(400)
    for (const path of [
      `/api/v1/${word}`,
      `/apis/${word}`,
      `/apis/apps/${word}`,
      `${configMaps}/plain/${word}`,
    ]) {
      expect((await send('GET', path)).status, path).toBe(404)
    }
  }
})

it('N20: base64 is taken strictly', async () => {
  const bad = ['YWJj$$$ZGVm', 'YWJjZA', 'YWJj-_8=', 'YW=j', '=', 'YWJj ZGVm', 'YWJjZA===', 'Ä']
  for (const [i, value] of bad.entries()) {
    const secret = await send('POST', `${namespace}/secrets`, {
      metadata: { name: `n20-${i}` },
      data: { a: value },
    })
    expect(secret.status, value).toBe(400)
    const csr = await send('POST', '/apis/certificates.k8s.io/v1/certificatesigningrequests', {
      metadata: { name: `n20-${i}` },
      spec: { request: value, signerName: 'a.example/b', usages: ['client auth'] },
    })
    expect(csr.status, value).toBe(400)
  }
  const { json } = await send('POST', `${namespace}/serviceaccounts/default/token`, {})
  const real: string = json.status.token
  const [head, payload, signature] = real.split('.') as [string, string, string]
  const forms = [
    `${real}=`,
    `${real}$`,
    `${head}$.${payload}.${signature}`,
    `${head}.${payload}=.${signature}`,
    `${real}\u00a0`,
  ]
  const path = '/apis/authentication.k8s.io/v1/tokenreviews'
  const review = async (token: string) =>
    (await send('POST', path, { spec: { token } })).json.status.authenticated
  expect(await review(real)).toBe(true)
  for (const form of forms) expect(await review(form), form).not.toBe(true)
})

describe('K13: a policy holds on every way to write', () => {
  const badWords = (answer: Answer) => {
    expect(answer.status, answer.text).toBe(422)
    expect(answer.text).toContain('no bad word')
  }

  it('a policy in CEL', async () => {
    const policies = '/apis/admissionregistration.k8s.io/v1'
    await made(`${policies}/validatingadmissionpolicies`, {
      metadata: { name: 'words' },
      spec: {
        matchConstraints: {
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['configmaps'] },
            {
              apiGroups: ['apps'],
              apiVersions: ['v1'],
              operations: ['*'],
              resources: ['deployments/*'],
            },
          ],
        },
        validations: [
          {
            expression:
              "object == null || (has(object.metadata.annotations) && 'bad' in object.metadata.annotations) == false && (!has(object.spec) || !has(object.spec.replicas) || object.spec.replicas < 6)",
            message: 'no bad word',
          },
        ],
      },
    })
    await made(`${policies}/validatingadmissionpolicybindings`, {
      metadata: { name: 'words' },
      spec: { policyName: 'words', validationActions: ['Deny'] },
    })
    const metadata = { name: 'k13', annotations: { bad: '1' } }
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata }
    const create = () => send('POST', `${configMaps}?dryRun=All`, body)
    await expect.poll(async () => (await create()).status, { timeout: 15_000 }).toBe(422)
    badWords(await create())
    badWords(await patch('apply', `${configMaps}/k13`, body))
    const path = `${configMaps}/plain`
    const other = { ...body, metadata: { ...metadata, name: 'plain' } }
    badWords(await send('PUT', path, other))
    badWords(await patch('merge', path, { metadata: { annotations: { bad: '1' } } }))
    badWords(await patch('strategic', path, { metadata: { annotations: { bad: '1' } } }))
    badWords(
      await patch('json', path, [
        { op: 'add', path: '/metadata/annotations', value: { bad: '1' } },
      ]),
    )
    badWords(await patch('apply', path, other))
    const labels = { app: 'k13' }
    await made('/apis/apps/v1/namespaces/default/deployments', {
      metadata: { name: 'k13' },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } },
      },
    })
    const deployment = '/apis/apps/v1/namespaces/default/deployments/k13'
    badWords(await patch('merge', `${deployment}/scale`, { spec: { replicas: 9 } }))
    badWords(
      await patch('merge', `${deployment}/status`, { metadata: { annotations: { bad: '1' } } }),
    )
  })

  const container = { name: 'c', image: 'i' }
  const privileged = { name: 'x', image: 'i', securityContext: { privileged: true } }
  const reference = [
    { name: 'x', image: 'i', envFrom: [{ secretRef: { name: 'other' } }] },
    {
      name: 'x',
      image: 'i',
      env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'other', key: 'a' } } }],
    },
  ]

  it.each([
    ['PodSecurity', 'k13-baseline', [privileged]],
    ['ServiceAccount (CVE-2023-2728, CVE-2024-3177)', 'k13-secrets', reference],
  ])('%s: in containers of all kinds, by all paths', async (_plugin, name, bad) => {
    const labels = { 'pod-security.kubernetes.io/enforce': 'baseline' }
    await made('/api/v1/namespaces', { metadata: { name, labels } })
    const at = `/api/v1/namespaces/${name}`
    await expect
      .poll(async () => (await send('GET', `${at}/serviceaccounts/default`)).status)
      .toBe(200)
    const annotations = { 'kubernetes.io/enforce-mountable-secrets': 'true' }
    await patch('merge', `${at}/serviceaccounts/default`, { metadata: { annotations } })
    const pod = (spec: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec })
    await made(`${at}/pods`, pod({ containers: [container] }))
    const debug = `${at}/pods/p/ephemeralcontainers`
    const refused = (answer: Answer) => expect(answer.status, answer.text).toBe(403)
    for (const one of bad) {
      const init = { initContainers: [one], containers: [container] }
      for (const spec of [{ containers: [one] }, init]) {
        refused(await send('POST', `${at}/pods`, { ...pod(spec), metadata: { name: 'q' } }))
        refused(await patch('apply', `${at}/pods/q`, { ...pod(spec), metadata: { name: 'q' } }))
      }
      const ephemeralContainers = [{ ...one, name: 'e' }]
      const { json } = await send('GET', `${at}/pods/p`)
      refused(await send('PUT', debug, { ...json, spec: { ...json.spec, ephemeralContainers } }))
      refused(await patch('merge', debug, { spec: { ephemeralContainers } }))
      refused(await patch('strategic', debug, { spec: { ephemeralContainers } }))
      refused(
        await patch('json', debug, [
          { op: 'add', path: '/spec/ephemeralContainers', value: ephemeralContainers },
        ]),
      )
      const around = await patch('merge', `${at}/pods/p`, { spec: { ephemeralContainers } })
      expect(around.status).toBeGreaterThanOrEqual(400)
    }
    const volume = {
      containers: [container],
      volumes: [{ name: 'v', secret: { secretName: 'other' } }],
    }
    if (name === 'k13-secrets')
      refused(await send('POST', `${at}/pods`, { ...pod(volume), metadata: { name: 'q' } }))
  })
})

describe('K14: a node does not reach beyond itself', () => {
  const asNode = { 'impersonate-user': 'system:node:n1', 'impersonate-group': 'system:nodes' }

  it('CVE-2025-5187: gives itself no owner, label, taint or other life', async () => {
    expect((await send('POST', '/api/v1/nodes', { metadata: { name: 'n1' } }, asNode)).status).toBe(
      201,
    )
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: 'no-such-uid' }
    const path = '/api/v1/nodes/n1'
    const changes = [
      { metadata: { ownerReferences: [owner] } },
      { metadata: { labels: { 'node-restriction.kubernetes.io/a': 'b' } } },
      { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } },
    ]
    for (const change of changes) {
      for (const type of ['merge', 'strategic'] as const) {
        expect((await patch(type, path, change, asNode)).status, JSON.stringify(change)).toBe(403)
      }
    }
    const { json } = await send('GET', path)
    json.metadata.ownerReferences = [owner]
    expect((await send('PUT', path, json, asNode)).status).toBe(403)
    expect((await send('PUT', `${path}/status`, json, asNode)).status).toBe(403)
    expect((await send('DELETE', path, undefined, asNode)).status).toBe(403)
    expect((await send('POST', '/api/v1/nodes', { metadata: { name: 'n2' } }, asNode)).status).toBe(
      403,
    )
  })

  it('CVE-2025-4563: makes no mirror pod with a claim, an account or a secret', async () => {
    const mirror = (spec: object) => {
      const { json } = uid
      const annotations = { 'kubernetes.io/config.mirror': 'm' }
      const ownerReferences = [
        { apiVersion: 'v1', kind: 'Node', name: 'n1', uid: json.metadata.uid, controller: true },
      ]
      const whole = { nodeName: 'n1', containers: [{ name: 'c', image: 'i' }], ...spec }
      return { metadata: { name: 'mirror', annotations, ownerReferences }, spec: whole }
    }
    const uid = await send('GET', '/api/v1/nodes/n1')
    const specs = [
      { resourceClaims: [{ name: 'r', resourceClaimName: 'somebody' }] },
      { serviceAccountName: 'default' },
      { volumes: [{ name: 'v', secret: { secretName: 'a' } }] },
      { volumes: [{ name: 'v', configMap: { name: 'a' } }] },
      { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'a' } }] },
      { nodeName: 'n2' },
    ]
    for (const spec of specs) {
      const answer = await send('POST', `${namespace}/pods`, mirror(spec), asNode)
      expect(answer.status, JSON.stringify(spec)).toBe(403)
    }
    const good = await send('POST', `${namespace}/pods`, mirror({}), asNode)
    expect(good.status, good.text).toBe(201)
    const status = { resourceClaimStatuses: [{ name: 'r', resourceClaimName: 'somebody' }] }
    const after = await patch('merge', `${namespace}/pods/mirror/status`, { status }, asNode)
    expect(after.status, after.text).toBeGreaterThanOrEqual(400)
  })
})

it('K16: no service takes an address of others; users cannot write endpoints', async () => {
  const spec = { ports: [{ port: 80 }], externalIPs: ['1.2.3.4'] }
  const path = `${namespace}/services`
  expect((await send('POST', path, { metadata: { name: 'k16' }, spec })).status).toBe(403)
  await made(path, { metadata: { name: 'k16' }, spec: { ports: [{ port: 80 }] } })
  for (const type of ['merge', 'strategic'] as const) {
    const answer = await patch(type, `${path}/k16`, { spec: { externalIPs: ['1.2.3.4'] } })
    expect(answer.status).toBe(403)
  }
  for (const name of ['admin', 'edit', 'system:aggregate-to-edit', 'system:aggregate-to-admin']) {
    const role = await send('GET', `/apis/rbac.authorization.k8s.io/v1/clusterroles/${name}`)
    const writers = (role.json.rules as { verbs: string[]; resources?: string[] }[]).filter(
      ({ verbs, resources = [] }) =>
        resources.some((one) => one === '*' || /^endpoints(lices)?$/.test(one)) &&
        verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)),
    )
    expect(writers, name).toEqual([])
  }
})
