import { builtins } from '@binnacle/catalogue'
import type { Dict } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { decodeTyped } from './index.ts'

const typeOf = (kind: string, group = '', version = 'v1') =>
  builtins.byKind({ group, version }, kind)?.type ?? expect.fail(kind)
const decode = (kind: string, value: Dict, group = '') => decodeTyped(value, typeOf(kind, group))
const failure = (kind: string, value: Dict, group = '') => {
  try {
    decode(kind, value, group)
  } catch (error) {
    return (error as Error).message
  }
  return 'no error'
}

test('what Go always writes is there, what is empty is not', () => {
  expect(
    decode('Pod', { metadata: { name: 'a', labels: {} }, spec: { hostNetwork: false } }),
  ).toEqual({
    metadata: { name: 'a' },
    spec: { containers: null },
    status: {},
  })
  expect(decode('Role', { metadata: {}, rules: [] }, 'rbac.authorization.k8s.io')).toEqual({
    metadata: {},
    rules: [],
  })
  expect(decode('Role', { metadata: {} }, 'rbac.authorization.k8s.io').rules).toBeNull()
  expect(decode('Secret', { data: { a: null, b: 'aGk=' }, immutable: false })).toEqual({
    metadata: {},
    data: { a: '', b: 'aGk=' },
    immutable: false,
  })
  const volume = { name: 'v', emptyDir: {}, nfs: null }
  const pod = decode('Pod', { spec: { containers: [null], volumes: [volume] } })
  expect(pod.spec).toEqual({
    containers: [{ name: '', resources: {} }],
    volumes: [{ name: 'v', emptyDir: {} }],
  })
})

test('unknown fields are dropped and told with their path', () => {
  const strict: string[] = []
  const container = { name: 'c', imagePullPolcy: 'x', ports: [{ containerPort: 1, prot: 'TCP' }] }
  const pod = {
    Spec: 1,
    spec: { containers: [container] },
    metadata: { labels: { __proto__x: 'y' } },
  }
  decodeTyped(pod, typeOf('Pod'), strict)
  expect(strict).toEqual([
    'unknown field "Spec"',
    'unknown field "spec.containers[0].imagePullPolcy"',
    'unknown field "spec.containers[0].ports[0].prot"',
  ])
})

test('mismatches are told in the words of Go', () => {
  const head = 'json: cannot unmarshal'
  expect(failure('ConfigMap', { data: { a: 1 } })).toBe(
    `${head} number into Go struct field ConfigMap.data of type string`,
  )
  expect(failure('ConfigMap', { metadata: { name: true } })).toBe(
    `${head} bool into Go struct field ObjectMeta.metadata.name of type string`,
  )
  expect(failure('Deployment', { spec: { replicas: '1' } }, 'apps')).toBe(
    `${head} string into Go struct field DeploymentSpec.spec.replicas of type int32`,
  )
  expect(failure('Pod', { spec: { containers: {} } })).toBe(
    `${head} object into Go struct field PodSpec.spec.containers of type []v1.Container`,
  )
  expect(failure('Pod', { spec: { volumes: [{ hostPath: 'x' }] } })).toBe(
    `${head} string into Go struct field Volume.spec.volumes.VolumeSource.hostPath of type v1.HostPathVolumeSource`,
  )
  expect(failure('Pod', { spec: { terminationGracePeriodSeconds: 1.5 } })).toBe(
    `${head} number 1.5 into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64`,
  )
  expect(failure('ConfigMap', { binaryData: { k: '?' } })).toBe(
    'illegal base64 data at input byte 0',
  )
  expect(failure('ConfigMap', { metadata: { creationTimestamp: 'x' } })).toBe(
    'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"',
  )
  const resources = (memory: unknown) => ({
    spec: { containers: [{ resources: { limits: { memory } } }] },
  })
  expect(failure('Pod', resources('1x'))).toContain('quantities must match the regular expression')
  decode('Pod', resources(1))
  expect(failure('Pod', resources([1]))).toContain('quantities must match')
  expect(failure('Pod', resources(true))).toContain('quantities must match the regular expression')
})

test('quantities, times and bytes get their canonical text', () => {
  const container = { name: 'c', resources: { limits: { cpu: 0.5, memory: '1024Mi' } } }
  const pod = decode('Pod', { spec: { containers: [container] } })
  expect(pod.spec.containers[0].resources.limits).toEqual({ cpu: '500m', memory: '1Gi' })
  const map = decode('ConfigMap', {
    metadata: { creationTimestamp: '2024-01-02T03:04:05.678+02:00' },
    binaryData: { k: 'aGl=\n', n: [104, 105] },
  })
  expect(map.metadata.creationTimestamp).toBe('2024-01-02T01:04:05Z')
  expect(map.binaryData).toEqual({ k: 'aGk=', n: 'aGk=' })
})

test('hostile keys stay keys of the object', () => {
  const map = decode('ConfigMap', JSON.parse('{"data":{"__proto__":"a","constructor":"b"}}'))
  expect(Object.entries(map.data)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ])
  const secret = decode('Secret', JSON.parse('{"data":{"__proto__":null}}'))
  expect(Object.entries(secret.data)).toEqual([['__proto__', '']])
})

test('what a decoder of its own finds is told from the root of the document', () => {
  const schemaIn = (schema: Dict) =>
    failure(
      'CustomResourceDefinition',
      { spec: { versions: [{ schema: { openAPIV3Schema: schema } }] } },
      'apiextensions.k8s.io',
    )
  const head = 'Go struct field JSONSchemaProps.spec.versions.schema.openAPIV3Schema'
  expect(schemaIn({ items: { properties: { a: { type: 1 } } } })).toBe(
    `json: cannot unmarshal number into ${head}.items.properties.type of type string`,
  )
  expect(schemaIn({ items: { additionalProperties: { 'x-kubernetes-validations': true } } })).toBe(
    `json: cannot unmarshal bool into ${head}.items.additionalProperties.x-kubernetes-validations of type v1.ValidationRules`,
  )
  expect(schemaIn({ additionalProperties: 'a' })).toBe('boolean or JSON schema expected')
  expect(schemaIn({ dependencies: { a: [1] } })).toBe(
    `json: cannot unmarshal number into ${head}.dependencies of type string`,
  )
  expect(schemaIn({ items: 5 })).toBe('no error')
})
