import type { Dict, KubeObject } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { testCluster } from '../test-cluster.ts'
import { findingsOf } from './checks.ts'
import { podSecurity } from './pod-security.ts'

function pod(spec: Dict): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'n' }, spec }
}

async function refusedIn(labels: Record<string, string>, object: KubeObject, configuration?: Dict) {
  const cluster = testCluster()
  await cluster.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n', labels } })
  const write = cluster.write({ object })
  const outcome = await Promise.resolve(podSecurity(configuration).validate?.(write)).then(
    () => undefined,
    (error: Error) => error.message,
  )
  return { outcome, write }
}

const enforce = (level: string) => ({ 'pod-security.kubernetes.io/enforce': level })

test('refuses at the level of the namespace, with every reason', async () => {
  const spec = {
    hostNetwork: true,
    containers: [{ name: 'c', securityContext: { privileged: true } }],
  }
  const { outcome } = await refusedIn(enforce('baseline'), pod(spec))
  expect(outcome).toBe(
    'pods "p" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true), privileged (container "c" must not set securityContext.privileged=true)',
  )
})

test('warns where workloads would make such pods', async () => {
  const template = { metadata: {}, spec: { hostPID: true, containers: [] } }
  const metadata = { name: 'd', namespace: 'n' }
  const object = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template } }
  const { outcome, write } = await refusedIn(enforce('baseline'), object)
  expect(outcome).toBeUndefined()
  expect(write.warnings).toEqual([
    'would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)',
  ])
})

test('lets pass whom the configuration exempts', async () => {
  const configuration = {
    apiVersion: 'pod-security.admission.config.k8s.io/v1',
    kind: 'PodSecurityConfiguration',
    exemptions: { usernames: ['admin'] },
  }
  const { outcome } = await refusedIn(enforce('restricted'), pod({ containers: [] }), configuration)
  expect(outcome).toBeUndefined()
})

test('older versions of a level know fewer rules', () => {
  const probed = pod({
    containers: [{ name: 'c', livenessProbe: { httpGet: { host: 'example.com' } } }],
  }) as KubeObject & { spec: Dict }
  const reasons = (version: number) =>
    findingsOf({ level: 'baseline', version }, probed).map(({ reason }) => reason)
  expect(reasons(33)).toEqual([])
  expect(reasons(34)).toEqual(['probe or lifecycle host'])
})
