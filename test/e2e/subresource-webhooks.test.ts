// Admission webhooks see what is sent to a subresource, not the object that it belongs to.
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { issueCertificate, makeAuthority } from '../../apps/binnacle/src/certificate-maker.ts'
import { call } from '../harness/call.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'

const hooks = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations'
const pods = '/api/v1/namespaces/default/pods'
const deployments = '/apis/apps/v1/namespaces/default/deployments'

// biome-ignore lint/suspicious/noExplicitAny: AdmissionReview
const heard: any[] = []
let patch: object[] = []
let cluster: TestCluster
let server: Server

beforeAll(async () => {
  cluster = await startCluster({ replicas: 1, flags: ['--no-controllers'] })
  const authority = await makeAuthority('authority of hooks')
  const names = { dns: ['localhost'], ips: ['127.0.0.1'] }
  const own = await issueCertificate(authority, { commonName: 'hooks' }, 'server', names)
  server = createServer(own, async (incoming, outgoing) => {
    let text = ''
    for await (const chunk of incoming) text += chunk
    const { apiVersion, kind, request } = JSON.parse(text)
    heard.push(request)
    const said = Buffer.from(JSON.stringify(patch)).toString('base64')
    const response = { uid: request.uid, allowed: true, patchType: 'JSONPatch', patch: said }
    outgoing.end(JSON.stringify({ apiVersion, kind, response }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const resources = ['deployments/scale', 'pods/exec', 'pods/proxy', 'pods/binding', 'figs']
  const body = {
    metadata: { name: 'all' },
    webhooks: [
      {
        name: 'a.b.c',
        clientConfig: { url, caBundle: Buffer.from(authority.cert).toString('base64') },
        rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources }],
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
      },
    ],
  }
  await made(hooks, body)
  await made('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } })
})

afterAll(async () => {
  await cluster?.remove()
  server?.closeAllConnections()
  server?.close()
})

beforeEach(() => {
  heard.length = 0
  patch = []
})

const send = (method: string, path: string, body?: object) =>
  call(cluster, { method, path, ...(body && { body }) })

async function made(path: string, body: object): Promise<void> {
  const { status } = await send('POST', path, body)
  // The account may have been made by the server meanwhile.
  expect([201, 409]).toContain(status)
}

const spec = { containers: [{ name: 'c', image: 'i' }] }

it('shows a scale as one, and takes what is made of it', async () => {
  const template = { metadata: { labels: { a: 'b' } }, spec }
  const metadata = { name: 'd' }
  const selector = { matchLabels: { a: 'b' } }
  await made(deployments, { metadata, spec: { replicas: 1, selector, template } })
  patch = [{ op: 'replace', path: '/spec/replicas', value: 7 }]
  const scaled = await send('PUT', `${deployments}/d/scale`, { metadata, spec: { replicas: 3 } })
  expect(scaled.json.spec.replicas).toBe(7)
  expect(heard).toMatchObject([
    {
      kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
      object: { kind: 'Scale', spec: { replicas: 3 } },
      oldObject: { kind: 'Scale', spec: { replicas: 1 } },
    },
  ])
  patch = [{ op: 'replace', path: '/spec/replicas', value: -1 }]
  const refused = await send('PUT', `${deployments}/d/scale`, { metadata, spec: { replicas: 3 } })
  expect(refused.status).toBe(422)
})

it('shows how a connection is asked for, before a node is looked for', async () => {
  await made(pods, { metadata: { name: 'p' }, spec })
  const query = 'command=ls&command=-l&stdout=true&tty=0&container=c'
  const { json } = await send('POST', `${pods}/p/exec?${query}`)
  expect(json.message).toBe('pod p does not have a host assigned')
  await send('GET', `${pods}/p/proxy/a/b/`)
  expect(heard).toMatchObject([
    {
      operation: 'CONNECT',
      subResource: 'exec',
      name: 'p',
      oldObject: null,
      options: null,
      object: { kind: 'PodExecOptions', stdout: true, container: 'c', command: ['ls', '-l'] },
    },
    { operation: 'CONNECT', object: { kind: 'PodProxyOptions', apiVersion: 'v1', path: '/a/b/' } },
  ])
  expect(heard[0].object).not.toHaveProperty('tty')
})

it('lets what is sent to a subresource be patched', async () => {
  await made(pods, { metadata: { name: 'q' }, spec })
  patch = [{ op: 'replace', path: '/target/name', value: 'n2' }]
  const target = { kind: 'Node', name: 'n1' }
  const bound = await send('POST', `${pods}/q/binding`, { metadata: { name: 'q' }, target })
  expect(bound.status).toBe(201)
  expect((await send('GET', `${pods}/q`)).json.spec.nodeName).toBe('n2')
  patch = [{ op: 'replace', path: '/kind', value: 'Pod' }]
  const other = await send('POST', `${pods}/q/binding`, { metadata: { name: 'q' }, target })
  expect(other.json.message).toBe('converting (v1.Pod) to (core.Binding): unknown conversion')
})

it('prunes what a webhook adds to a custom resource beside its schema', async () => {
  const properties = { spec: { type: 'object', properties: { a: { type: 'string' } } } }
  const schema = { openAPIV3Schema: { type: 'object', properties } }
  const definition = {
    metadata: { name: 'figs.fruit.io' },
    spec: {
      group: 'fruit.io',
      scope: 'Cluster',
      names: { plural: 'figs', kind: 'Fig' },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  }
  await made('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition)
  patch = [
    { op: 'add', path: '/loose', value: 'x' },
    { op: 'add', path: '/spec/a', value: 'y' },
  ]
  const fig = { apiVersion: 'fruit.io/v1', kind: 'Fig', metadata: { name: 'f' }, spec: {} }
  const { json } = await send('POST', '/apis/fruit.io/v1/figs', fig)
  expect(json.spec).toEqual({ a: 'y' })
  expect(json).not.toHaveProperty('loose')
})

it('deletes all priority classes together, though not those of the system one by one', async () => {
  const classes = '/apis/scheduling.k8s.io/v1/priorityclasses'
  const one = await send('DELETE', `${classes}/system-node-critical`)
  expect(one.json.message).toContain('this is a system priority class and cannot be deleted')
  expect((await send('DELETE', `${classes}?dryRun=All`)).status).toBe(200)
})
