// Patches of custom resources that change what the object is, and of their scale.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { call } from '../harness/call.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const figs = '/apis/example.com/v1/figs'
let cluster: TestCluster

beforeAll(async () => {
  cluster = await startCluster({ replicas: 1, flags: ['--no-controllers'] })
  const size = { type: 'integer', minimum: 1 }
  const spec = { type: 'object', properties: { size } }
  const openAPIV3Schema = { type: 'object', properties: { spec } }
  const scale = { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' }
  const version = { name: 'v1', served: true, storage: true, subresources: { scale } }
  const body = {
    metadata: { name: 'figs.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Cluster',
      names: { plural: 'figs', kind: 'Fig' },
      versions: [{ ...version, schema: { openAPIV3Schema } }],
    },
  }
  expect((await call(cluster, { method: 'POST', path: definitions, body })).status).toBe(201)
  const fig = { apiVersion: 'example.com/v1', kind: 'Fig', metadata: { name: 'a' } }
  const made = { method: 'POST', path: figs, body: { ...fig, spec: { size: 2 } } }
  expect((await call(cluster, made)).status).toBe(201)
})

afterAll(() => cluster?.remove())

async function patched(part: string, body: object) {
  const headers = { 'content-type': 'application/merge-patch+json' }
  const path = `${figs}/a${part}`
  const { status, json } = await call(cluster, { method: 'PATCH', path, headers, body })
  return { status, answer: json }
}

it('does not guess what an object is that a patch takes the head of', async () => {
  const nameless = await patched('', { apiVersion: null })
  expect(nameless.status).toBe(500)
  expect(nameless.answer.message).toBe(
    "Internal error occurred: Object 'apiVersion' is missing in 'object has no apiVersion field'",
  )
  const kindless = await patched('', { kind: null })
  expect(kindless.status).toBe(422)
  expect(kindless.answer.message).toContain(`Object 'Kind' is missing in '{"apiVersion":`)
})

it('refuses a scale by what the whole object may be, and one of another name', async () => {
  const below = await patched('/scale', { spec: { replicas: -1 } })
  expect(below.status).toBe(422)
  const { causes } = below.answer.details
  expect(causes.map((cause: { field: string }) => cause.field)).toEqual(['spec.size', '.spec.size'])
  const other = await patched('/scale', { metadata: { name: 'b' } })
  expect(other.status).toBe(400)
})
