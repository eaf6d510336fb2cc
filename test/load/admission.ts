// in: arguments → out: what the admission of a plain config map costs, policies being elsewhere. Never: a socket.
import { parseArgs } from 'node:util'
import { admissionSteps, createAdmission } from '../../libs/rest/admission/src/index.ts'
import { testCluster } from '../../libs/rest/admission/src/test-cluster.ts'
import type { KubeObject } from '../../libs/api/meta/src/index.ts'

const { values } = parseArgs({
  options: { policies: { type: 'string' }, rounds: { type: 'string' }, by: { type: 'boolean' } },
})
const policies = Number(values.policies ?? 200)
const rounds = Number(values.rounds ?? 20_000)
const registration = 'admissionregistration.k8s.io/v1'

function policy(at: number): KubeObject[] {
  const resourceRules = [
    { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['*'], resources: ['deployments'] },
  ]
  const name = `policy-${at}`
  return [
    {
      apiVersion: registration,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name, uid: name },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules },
        validations: [{ expression: `object.spec.replicas < ${at + 5}` }],
      },
    },
    {
      apiVersion: registration,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name, uid: `${name}-binding` },
      spec: { policyName: name, validationActions: ['Deny'] },
    },
  ]
}

const cluster = testCluster()
const metadata = { name: 'n', uid: 'n', labels: { 'kubernetes.io/metadata.name': 'n' } }
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata, status: { phase: 'Active' } }
await cluster.put(namespace as KubeObject)
for (let at = 0; at < policies; at++) for (const one of policy(at)) await cluster.put(one)

const steps = admissionSteps({ enable: [], disable: [] })
const admission = createAdmission(steps)
const write = (at: number) =>
  cluster.write({
    object: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `c-${at}`, namespace: 'n' },
      data: { a: 'b' },
    } as KubeObject,
  })

/** Microseconds of CPU for each. */
async function cost(run: (at: number) => Promise<void>): Promise<number> {
  for (let at = 0; at < rounds / 4; at++) await run(at)
  const before = process.cpuUsage()
  for (let at = 0; at < rounds; at++) await run(at)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / rounds
}

const bare = await cost(async (at) => void write(at))
const whole = await cost(async (at) => {
  const one = write(at)
  await admission.mutate(one)
  await admission.validate(one)
})
console.log(`${(whole - bare).toFixed(1)} us CPU a config map, ${policies} policies elsewhere`)
if (values.by) {
  for (const step of steps) {
    if (!step.handles.includes('CREATE')) continue
    const own = createAdmission([step])
    const spent = await cost(async (at) => {
      const one = write(at)
      await own.mutate(one)
      await own.validate(one)
    })
    console.log(`  ${(spent - bare).toFixed(2).padStart(6)} us ${step.name}`)
  }
}
