import type { AccessQuestion, User } from '@binnacle/exchange'
import type { KubeObject } from '@binnacle/meta'
import { expect, it } from 'vitest'
import type { PolicyRule } from './policy-rule.ts'
import { createRbac } from './rbac.ts'
import { RbacIndex } from './rbac-index.ts'

/** K22: our indexed, remembered decision against a plain reading of the same objects. */
const worlds = 400
const changesPerWorld = 10
const questionsPerChange = 25

let state = 20261124
function random(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}
const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T
const some = <T>(from: readonly T[], most = 3): T[] =>
  Array.from({ length: random(most + 1) }, () => pick(from))

const verbs = ['get', 'list', 'create', '*', 'escalate']
const groups = ['', 'apps', '*']
const resources = ['pods', 'pods/log', '*/log', 'secrets', '*', 'deployments/scale', '*/scale']
const names = ['a', 'b', '']
const paths = ['/healthz', '/api/*', '*', '/api', '/x**', '/x*']
const namespaces = ['', 'n1', 'n2']
const people = ['u1', 'u2', 'system:serviceaccount:n1:s', 'system:serviceaccount:n2:s']
const teams = ['g1', 'g2', 'system:authenticated']

const randomRule = (): PolicyRule =>
  random(4) === 0
    ? { verbs: some(verbs), nonResourceURLs: some(paths) }
    : {
        verbs: some(verbs),
        apiGroups: some(groups),
        resources: some(resources),
        resourceNames: random(3) === 0 ? some(['a', 'b']) : undefined,
      }

const randomSubject = () => {
  switch (random(4)) {
    case 0:
      return { kind: 'Group', name: pick(teams) }
    case 1:
      return { kind: 'ServiceAccount', name: 's', namespace: pick(['n1', 'n2', undefined]) }
    case 2:
      return { kind: 'Robot', name: pick(people) }
    default:
      return { kind: 'User', name: pick(people) }
  }
}

type Kind = 'ClusterRole' | 'Role' | 'ClusterRoleBinding' | 'RoleBinding'
type World = Map<string, KubeObject>

function change(world: World, index: RbacIndex): void {
  const kind = pick<Kind>(['ClusterRole', 'Role', 'ClusterRoleBinding', 'RoleBinding'])
  const namespace = kind.startsWith('Cluster') ? '' : pick(['n1', 'n2'])
  const name = pick(['r1', 'r2', 'r3'])
  const key = `${kind}/${namespace}/${name}`
  const isRole = kind.endsWith('Role')
  if (random(4) === 0) {
    world.delete(key)
    if (isRole) index.dropRole(namespace, name)
    else index.dropBinding(namespace, name)
    return
  }
  const metadata = { name, namespace: namespace === '' ? undefined : namespace }
  const object: KubeObject = { kind, apiVersion: '', metadata }
  if (isRole) object.rules = Array.from({ length: random(7) }, randomRule)
  else {
    const roleKind = namespace === '' ? 'ClusterRole' : pick(['ClusterRole', 'Role', 'Odd'])
    object.roleRef = { kind: roleKind, name: pick(['r1', 'r2', 'r3', 'r4']) }
    object.subjects = Array.from({ length: random(6) }, randomSubject)
  }
  world.set(key, object)
  if (isRole) index.putRole(object)
  else index.putBinding(object)
}

function plainly(world: World, asked: AccessQuestion): boolean {
  for (const binding of world.values()) {
    if (!binding.kind.endsWith('Binding')) continue
    const home = binding.metadata.namespace ?? ''
    if (home !== '' && (asked.path !== undefined || home !== asked.namespace)) continue
    const means = (subject: { kind: string; name: string; namespace?: string }) => {
      if (subject.kind === 'User') return subject.name === asked.user.name
      if (subject.kind === 'Group') return asked.user.groups.includes(subject.name)
      const from = subject.namespace ?? home
      const account = `system:serviceaccount:${from}:${subject.name}`
      return subject.kind === 'ServiceAccount' && from !== '' && account === asked.user.name
    }
    if (!binding.subjects.some(means)) continue
    const { kind, name } = binding.roleRef
    const role = world.get(kind === 'Role' ? `Role/${home}/${name}` : `${kind}/${''}/${name}`)
    if (role?.rules.some((rule: PolicyRule) => ruleSays(rule, asked))) return true
  }
  return false
}

function ruleSays(rule: PolicyRule, asked: AccessQuestion): boolean {
  const has = (list: string[] | undefined, ...values: string[]) =>
    (list ?? []).some((one) => values.includes(one))
  if (!has(rule.verbs, asked.verb, '*')) return false
  const { path } = asked
  if (path !== undefined) {
    return (rule.nonResourceURLs ?? []).some((url) => {
      if (!url.endsWith('*')) return url === path
      return path.startsWith(url.replace(/\*+$/, ''))
    })
  }
  if (!has(rule.apiGroups, asked.group, '*')) return false
  const { resource, subresource } = asked
  const wanted =
    subresource === '' ? [resource] : [`${resource}/${subresource}`, `*/${subresource}`]
  if (!has(rule.resources, '*', ...wanted)) return false
  return !rule.resourceNames?.length || rule.resourceNames.includes(asked.name)
}

it(`decides ${worlds * changesPerWorld * questionsPerChange} random questions as a plain reading does`, () => {
  const users: User[] = people.flatMap((name) =>
    [[], ['g1'], ['g1', 'g2', 'system:authenticated']].map((of) => ({
      name,
      uid: '',
      groups: of,
      extra: {},
    })),
  )
  let allowed = 0
  for (let at = 0; at < worlds; at++) {
    const world: World = new Map()
    const index = new RbacIndex()
    const rbac = createRbac(index)
    for (let turn = 0; turn < changesPerWorld; turn++) {
      change(world, index)
      if (turn === 0) for (let more = 0; more < 20; more++) change(world, index)
      for (let ask = 0; ask < questionsPerChange; ask++) {
        const [resource = '', subresource = ''] = pick([
          'pods',
          'pods/log',
          'secrets',
          'x/scale',
        ]).split('/')
        const asked: AccessQuestion = {
          user: pick(users),
          verb: pick(['get', 'list', 'create', 'escalate', 'watch']),
          group: pick(['', 'apps', 'other']),
          version: 'v1',
          resource,
          subresource,
          namespace: pick(namespaces),
          name: pick(names),
          path: undefined,
        }
        const path = random(4) === 0 ? pick(['/healthz', '/api/v1', '/api', '/xy', '/']) : undefined
        const final = path === undefined ? asked : { ...asked, namespace: '', path }
        const ours = rbac.decide(final).decision === 'allow'
        if (ours) allowed++
        if (ours !== plainly(world, final)) {
          expect.fail(JSON.stringify({ final, ours, world: [...world.values()] }))
        }
      }
    }
  }
  expect(allowed).toBeGreaterThan(5000)
})
