// The decision path with 5,000 bindings; run: node libs/gate/authz/src/rbac.bench.ts
import type { AccessQuestion } from '@binnacle/exchange'
import type { KubeObject } from '@binnacle/meta'
import { createRbac } from './rbac.ts'
import { RbacIndex } from './rbac-index.ts'

const bindings = 5000
const rounds = 200_000

const index = new RbacIndex()
const object = (kind: string, name: string, more: object, namespace?: string): KubeObject => ({
  kind,
  apiVersion: '',
  metadata: { name, namespace },
  ...more,
})
for (let i = 0; i < 200; i++) {
  const rules = Array.from({ length: 10 }, (_, at) => ({
    verbs: ['get', 'list'],
    apiGroups: [''],
    resources: [`things${i}-${at}`],
  }))
  index.putRole(object('ClusterRole', `role-${i}`, { rules }))
}
for (let i = 0; i < bindings; i++) {
  const roleRef = { kind: 'ClusterRole', name: `role-${i % 200}` }
  const subjects = [
    i % 10 === 0 ? { kind: 'Group', name: 'everyone' } : { kind: 'User', name: `u${i}` },
  ]
  index.putBinding(object('RoleBinding', `b${i}`, { roleRef, subjects }, `ns${i % 50}`))
}
const rbac = createRbac(index)
const ask = (user: AccessQuestion['user'], at: number): AccessQuestion => ({
  user,
  verb: 'get',
  group: '',
  version: 'v1',
  resource: 'secrets',
  subresource: '',
  namespace: `ns${at % 50}`,
  name: `n${at % 100}`,
})

function measure(title: string, run: (at: number) => void): void {
  for (let at = 0; at < 2000; at++) run(at)
  const start = performance.now()
  for (let at = 0; at < rounds; at++) run(at)
  const each = ((performance.now() - start) * 1000) / rounds
  console.log(`${title.padEnd(60)} ${each.toFixed(2)} us`)
}

const user = { name: 'u1', uid: '', groups: ['system:authenticated', 'everyone'], extra: {} }
measure('known caller, question asked before (refused)', (at) => void rbac.decide(ask(user, at)))
measure('new caller object each time, evaluated (refused)', (at) => {
  rbac.decide(ask({ ...user }, at))
})
