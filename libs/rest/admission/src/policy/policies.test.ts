import type { Dict, KubeObject } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { createAdmission } from '../chain.ts'
import { admissionSteps } from '../plugins.ts'
import { testCluster } from '../test-cluster.ts'
import { mutatingPolicies } from './mutating-policies.ts'
import { validatingPolicies } from './validating-policies.ts'

const group = 'admissionregistration.k8s.io/v1'

function policy(kind: string, name: string, resource: string, spec: Dict): KubeObject {
  const rules = [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: [resource] },
  ]
  return {
    apiVersion: group,
    kind,
    metadata: { name, uid: `${kind}-${name}` },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: { matchPolicy: 'Equivalent', resourceRules: rules },
      ...spec,
    },
  }
}

function binding(kind: string, name: string): KubeObject {
  const spec = { policyName: name, validationActions: ['Deny'] }
  return { apiVersion: group, kind, metadata: { name, uid: `${kind}-${name}` }, spec }
}

function configMap(data: Dict): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'x', namespace: 'default' },
    data,
  }
}

test('a validating policy refuses with the message that it computes', async () => {
  const cluster = testCluster()
  const validations = [
    {
      expression: 'object.data.size() < variables.most',
      messageExpression: "'at most ' + string(variables.most - 1)",
    },
  ]
  const variables = [{ name: 'most', expression: '2' }]
  const spec = { validations, variables }
  await cluster.put(policy('ValidatingAdmissionPolicy', 'few', 'configmaps', spec))
  await cluster.put(binding('ValidatingAdmissionPolicyBinding', 'few'))
  const admission = createAdmission([validatingPolicies])
  await admission.validate(cluster.write({ object: configMap({ a: '1' }) }))
  const refused = admission.validate(cluster.write({ object: configMap({ a: '1', b: '2' }) }))
  await expect(refused).rejects.toThrow("with binding 'few' denied request: at most 1")
})

test('a mutating policy runs again when a later one changed the object', async () => {
  const cluster = testCluster()
  const apply = (expression: string) => ({
    reinvocationPolicy: 'IfNeeded',
    mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }],
  })
  const first = "Object{data: {'seen': has(object.data.late) ? 'yes' : 'no'}}"
  await cluster.put(policy('MutatingAdmissionPolicy', 'a', 'configmaps', apply(first)))
  await cluster.put(
    policy('MutatingAdmissionPolicy', 'b', 'configmaps', apply("Object{data: {'late': '1'}}")),
  )
  for (const name of ['a', 'b']) await cluster.put(binding('MutatingAdmissionPolicyBinding', name))
  const write = cluster.write({ object: configMap({}) })
  await createAdmission([mutatingPolicies]).mutate(write)
  expect(write.object?.data).toEqual({ seen: 'yes', late: '1' })
})

test('what a policy applies is merged as an apply would do it', async () => {
  const cluster = testCluster()
  const expression =
    "Object{metadata: Object.metadata{finalizers: ['a.b/new'] + object.metadata.finalizers}}"
  const mutations = [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }]
  const spec = { reinvocationPolicy: 'Never', mutations }
  await cluster.put(policy('MutatingAdmissionPolicy', 'merged', 'configmaps', spec))
  await cluster.put(binding('MutatingAdmissionPolicyBinding', 'merged'))
  const object = configMap({})
  object.metadata.finalizers = ['a.b/old']
  const write = cluster.write({ object })
  await createAdmission([mutatingPolicies]).mutate(write)
  expect(write.object?.metadata.finalizers).toEqual(['a.b/new', 'a.b/old'])
})

test('two hundred policies elsewhere cost a plain object next to nothing', async () => {
  const cluster = testCluster()
  const spec = { validations: [{ expression: 'true' }] }
  for (let count = 0; count < 200; count++) {
    await cluster.put(policy('ValidatingAdmissionPolicy', `p${count}`, 'secrets', spec))
    await cluster.put(binding('ValidatingAdmissionPolicyBinding', `p${count}`))
  }
  const admission = createAdmission([validatingPolicies])
  const write = cluster.write({ object: configMap({ a: '1' }) })
  const rounds = 300
  for (let round = 0; round < rounds; round++) await admission.validate(write)
  const start = performance.now()
  for (let round = 0; round < rounds; round++) await admission.validate(write)
  const micros = ((performance.now() - start) / rounds) * 1000
  // The aim is 30 us; a busy machine gets room.
  expect(micros).toBeLessThan(150)
})

test('plugins run in an order of their own, whatever the flags say', () => {
  const names = admissionSteps({ enable: ['NodeRestriction'], disable: ['Priority'] }).map(
    ({ name }) => name,
  )
  expect(names[0]).toBe('NamespaceLifecycle')
  expect(names.at(-1)).toBe('ResourceQuota')
  expect(names).toContain('NodeRestriction')
  expect(names).not.toContain('Priority')
})
