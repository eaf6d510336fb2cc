// Custom resources whose versions a webhook converts: the same through each version and replica.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueCertificate, makeAuthority } from '../../apps/binnacle/src/certificate-maker.ts'
import { call } from '../harness/call.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'
import { type ConversionServer, startConversionServer } from '../harness/conversion-server.ts'
import { watch } from '../harness/watching.ts'

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const watchers = 20

function version(name: string, field: string, storage: boolean) {
  const text = { type: 'string' }
  const spec = { type: 'object', properties: { [field]: text, d: { ...text, default: field } } }
  return {
    name,
    served: true,
    storage,
    schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
    selectableFields: [{ jsonPath: `.spec.${field}` }],
  }
}

describe('versions that a webhook converts', () => {
  let cluster: TestCluster
  let server: ConversionServer
  let caBundle: string

  beforeAll(async () => {
    cluster = await startCluster({ replicas: 2 })
    const authority = await makeAuthority('authority of conversion')
    caBundle = Buffer.from(authority.cert).toString('base64')
    const names = { dns: ['localhost'], ips: ['127.0.0.1'] }
    server = await startConversionServer(
      await issueCertificate(authority, { commonName: 'conversion' }, 'server', names),
    )
  })

  afterAll(async () => {
    await cluster?.remove()
    await server?.stop()
  })

  const define = async (path: string, review = 'v1') => {
    const group = `${path}-${review}.example.com`
    const names = { plural: 'widgets', singular: 'widget', kind: 'Widget' }
    const clientConfig = { url: `${server.url}/${path}`, caBundle }
    const webhook = { conversionReviewVersions: [review], clientConfig }
    const versions = [version('v1', 'a', true), version('v2', 'b', false)]
    const conversion = { strategy: 'Webhook', webhook }
    const body = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `widgets.${group}` },
      spec: { group, scope: 'Namespaced', names, versions, conversion },
    }
    expect((await call(cluster, { method: 'POST', path: definitions, body })).status).toBe(201)
    const at = (name: string) => `/apis/${group}/${name}/namespaces/default/widgets`
    const make = (name: string, of: string, spec: object) =>
      call(cluster, {
        method: 'POST',
        path: at(of),
        body: { apiVersion: `${group}/${of}`, kind: 'Widget', metadata: { name }, spec },
      })
    const get = async (path: string, replica?: string) =>
      (await call(cluster, { path, ...(replica && { at: replica }) })).json
    return { group, at, make, get }
  }
  const called = (path: string) => server.heard.filter((each) => each.path === path)

  it.each(['v1', 'v1beta1'])(
    'reads and writes through %s reviews on every replica',
    async (review) => {
      const { group, at, make, get } = await define('good', review)
      expect((await make('one', 'v1', { a: 'x' })).status).toBe(201)
      const two = await make('two', 'v2', { b: 'y' })
      expect(two.status).toBe(201)
      expect(two.json).toMatchObject({ apiVersion: `${group}/v2`, spec: { b: 'y', d: 'b' } })
      for (const replica of cluster.replicas) {
        expect((await get(`${at('v2')}/one`, replica)).spec).toEqual({ b: 'x', d: 'a' })
        expect((await get(`${at('v1')}/two`, replica)).spec).toEqual({ a: 'y', d: 'b' })
      }
      const found = await get(`${at('v2')}?fieldSelector=spec.b%3Dy`)
      expect(found.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(
        ['two'],
      )
      const sent = called('good').at(-1)?.review
      expect(sent.apiVersion).toBe(`apiextensions.k8s.io/${review}`)
      expect(sent.request.objects[0].metadata.resourceVersion).toBeUndefined()
    },
  )

  it('asks once for a list, and once for an event that many watch', async () => {
    const { at, make, get } = await define('slow')
    for (const name of ['a', 'b', 'c']) await make(name, 'v1', { a: name })
    const [replica] = cluster.replicas
    const before = called('slow').length
    const list = await get(at('v2'), replica)
    expect(list.items).toHaveLength(3)
    expect(called('slow').length - before).toBe(1)
    expect(called('slow').at(-1)?.review.request.objects).toHaveLength(3)
    const path = `${at('v2')}?watch=1&resourceVersion=${list.metadata.resourceVersion}`
    const open = await Promise.all(
      Array.from({ length: watchers }, () => watch(cluster, path, replica)),
    )
    const asked = called('slow').length
    await make('d', 'v1', { a: 'd' })
    const events = await Promise.all(open.map((one) => one.next(({ type }) => type === 'ADDED')))
    for (const { object } of events) expect(object.spec).toEqual({ b: 'd', d: 'a' })
    expect(called('slow').length - asked).toBe(1)
    for (const one of open) one.close()
  })

  it('selects in a watch by what the conversion makes', async () => {
    const { at, make } = await define('labels')
    await make('one', 'v1', { a: 'x' })
    const path = `${at('v2')}?watch=1&labelSelector=converted%3Dyes`
    const watching = await watch(cluster, path)
    const { object } = await watching.next(({ type }) => type === 'ADDED')
    expect(object.metadata.labels).toEqual({ converted: 'yes' })
    expect(object.metadata.finalizers).toBeUndefined()
    await call(cluster, { method: 'DELETE', path: `${at('v2')}/one` })
    expect((await watching.next(({ type }) => type === 'DELETED')).object.spec.b).toBe('x')
    watching.close()
  })

  it('keeps owners of fields across versions', async () => {
    const { group, at } = await define('labels', 'v1beta1')
    const apply = (of: string, manager: string, spec: object) =>
      call(cluster, {
        method: 'PATCH',
        path: `${at(of)}/one?fieldManager=${manager}`,
        headers: { 'content-type': 'application/apply-patch+yaml' },
        body: { apiVersion: `${group}/${of}`, kind: 'Widget', metadata: { name: 'one' }, spec },
      })
    expect((await apply('v2', 'first', { b: 'x' })).status).toBe(201)
    const other = await apply('v1', 'second', { a: 'y' })
    expect(other.status).toBe(409)
    expect(other.json.message).toContain('conflict with "first": .spec.b')
    expect((await apply('v1', 'second', { a: 'x' })).status).toBe(200)
  })

  it('shows policies of another version what the webhook makes of an object', async () => {
    const { group, at, make } = await define('slow', 'v1beta1')
    const admission = '/apis/admissionregistration.k8s.io/v1'
    const post = async (kind: string, spec: object) => {
      const path = `${admission}/${kind === 'ValidatingAdmissionPolicy' ? 'validatingadmissionpolicies' : 'validatingadmissionpolicybindings'}`
      const apiVersion = 'admissionregistration.k8s.io/v1'
      const body = { apiVersion, kind, metadata: { name: 'only-v1.example.com' }, spec }
      expect((await call(cluster, { method: 'POST', path, body })).status).toBe(201)
    }
    const operations = ['CREATE', 'UPDATE']
    const rule = { apiGroups: [group], apiVersions: ['v1'], resources: ['widgets'], operations }
    await post('ValidatingAdmissionPolicy', {
      matchConstraints: { matchPolicy: 'Equivalent', resourceRules: [rule] },
      validations: [{ expression: "object.spec.a != 'bad'", message: 'a is bad' }],
    })
    const policyName = 'only-v1.example.com'
    await post('ValidatingAdmissionPolicyBinding', { policyName, validationActions: ['Deny'] })
    let said = ''
    for (let turn = 0; turn < 50 && said === ''; turn++) {
      const { status, json } = await make(`bad-${turn}`, 'v2', { b: 'bad' })
      if (status !== 201) said = json.message
    }
    expect(said).toContain('denied request: a is bad')
    expect((await make('good', 'v2', { b: 'good' })).status).toBe(201)
    expect((await call(cluster, { path: `${at('v1')}/good` })).json.spec.a).toBe('good')
  })

  it.each([
    ['refuses', 'failed: not today'],
    ['wrong-uid', 'failed: expected response.uid="'],
    ['too-few', 'returned 0 objects, expected 1'],
    ['renames', 'returned invalid object: must have the same name: one != other'],
    ['numbers', 'returned invalid metadata: metadata.labels[a] must be a string, but is int64'],
    ['kinds', 'returned invalid object at index 0: invalid kind (expected Widget, received Other)'],
    ['broken', "failed: couldn't get version/kind; json parse error"],
    ['redirects', 'failed: '],
  ])('tells what a webhook that %s did', async (path, text) => {
    const { group, at, make, get } = await define(path)
    expect((await make('one', 'v1', { a: 'x' })).status).toBe(201)
    expect((await get(`${at('v1')}/one`)).spec).toEqual({ a: 'x', d: 'a' })
    const why = `conversion webhook for ${group}/v1, Kind=Widget ${text}`
    const read = await get(`${at('v2')}/one`)
    expect(read).toMatchObject({ code: 500, reason: 'InternalError' })
    expect(read.message).toContain(why)
    const list = await get(at('v2'))
    expect(list).toMatchObject({ code: 500, reason: 'StorageReadError' })
    expect(list.message).toContain(why)
    const written = await make('two', 'v2', { b: 'y' })
    expect(written.status).toBe(500)
    expect(written.json.reason).toBeUndefined()
  })

  it('goes on while a webhook hangs', async () => {
    const { at, make, get } = await define('hangs')
    expect((await make('one', 'v1', { a: 'x' })).status).toBe(201)
    const waiting = get(`${at('v2')}/one`)
    const began = performance.now()
    expect((await get(`${at('v1')}/one`)).spec.a).toBe('x')
    expect(performance.now() - began).toBeLessThan(5_000)
    expect((await waiting).message).toContain('context deadline exceeded')
  }, 60_000)
})
