import type { AccessQuestion, User } from '@binnacle/exchange'
import type { GroupResource, KubeObject } from '@binnacle/meta'
import { createMemoryStore, type ResourceShape } from '@binnacle/objects'
import { beforeEach, describe, expect, it } from 'vitest'
import { accessPages } from './access-pages.ts'
import { type Authorizer, createAuthorizer } from './create-authorizer.ts'
import { whyEscalation } from './escalation.ts'

const group = 'rbac.authorization.k8s.io'
const shapes = new Map<string, ResourceShape>()
function shapeOf(resource: GroupResource): ResourceShape {
  const key = `${resource.group}/${resource.resource}`
  const namespaced = ['roles', 'rolebindings', 'pods'].includes(resource.resource)
  const shape = shapes.get(key) ?? {
    prefix: resource.resource,
    resource,
    namespaced,
    selectable: (object: KubeObject) => ({ 'metadata.name': object.metadata.name ?? '' }),
  }
  shapes.set(key, shape)
  return shape
}

let store = createMemoryStore()
let authorizer: Authorizer

async function put(resource: GroupResource, object: object): Promise<void> {
  const draft = structuredClone(object) as KubeObject
  const { namespace = '', name = '' } = draft.metadata
  await store.create({ shape: shapeOf(resource), namespace, name }, draft)
}

const rbac = (resource: string): GroupResource => ({ group, resource })
const rule = (apiGroups: string, resources: string, verbs: string, names?: string) => ({
  apiGroups: apiGroups.split(','),
  resources: resources.split(','),
  verbs: verbs.split(','),
  resourceNames: names?.split(','),
})
const bind = (name: string, kind: string, role: string, subjects: object[], namespace?: string) =>
  put(rbac(namespace === undefined ? 'clusterrolebindings' : 'rolebindings'), {
    metadata: { name, namespace },
    roleRef: { kind, name: role },
    subjects,
  })

const user = (name: string, ...groups: string[]): User => ({ name, uid: '', groups, extra: {} })
function ask(who: User, verb: string, what: string, namespace = '', name = ''): AccessQuestion {
  if (what.startsWith('/')) {
    return { ...ask(who, verb, ''), path: what }
  }
  const [resource = '', subresource = ''] = what.split('/')
  const [plural = '', ...groups] = resource.split('.')
  const base = { user: who, verb, group: groups.join('.'), version: 'v1' }
  return { ...base, resource: plural, subresource, namespace, name }
}
const decides = async (...args: Parameters<typeof ask>) =>
  (await authorizer.decide(ask(...args))).decision === 'allow'

beforeEach(async () => {
  store = createMemoryStore()
  await put(rbac('clusterroles'), {
    metadata: { name: 'read' },
    rules: [
      rule('', 'configmaps,pods/log', 'get,list'),
      { nonResourceURLs: ['/api/*'], verbs: ['get'] },
    ],
  })
  await put(rbac('clusterroles'), { metadata: { name: 'all' }, rules: [rule('*', '*', '*')] })
  await put(rbac('roles'), {
    metadata: { name: 'named', namespace: 'a' },
    rules: [rule('apps', '*/scale', 'update', 'x,y')],
  })
  authorizer = createAuthorizer({ modes: [{ type: 'Node' }, { type: 'RBAC' }] }, { store, shapeOf })
  await authorizer.ready
})

describe('RBAC', () => {
  it('allows what a bound role names, where it is bound', async () => {
    await bind('b', 'ClusterRole', 'read', [{ kind: 'User', name: 'ann' }], 'a')
    await bind('c', 'ClusterRole', 'read', [{ kind: 'Group', name: 'ops' }])
    await bind('d', 'Role', 'named', [{ kind: 'ServiceAccount', name: 'bot' }], 'a')
    await Promise.resolve()
    const ann = user('ann')
    expect(await decides(ann, 'get', 'configmaps', 'a', 'x')).toBe(true)
    expect(await decides(ann, 'get', 'pods/log', 'a', 'x')).toBe(true)
    expect(await decides(ann, 'get', 'pods', 'a', 'x')).toBe(false)
    expect(await decides(ann, 'get', 'configmaps', 'b', 'x')).toBe(false)
    expect(await decides(ann, 'list', 'configmaps')).toBe(false)
    expect(await decides(ann, 'get', '/api/v1')).toBe(false)
    const ops = user('bob', 'ops')
    expect(await decides(ops, 'list', 'configmaps')).toBe(true)
    expect(await decides(ops, 'get', '/api/v1')).toBe(true)
    expect(await decides(ops, 'get', '/apis')).toBe(false)
    const bot = user('system:serviceaccount:a:bot')
    expect(await decides(bot, 'update', 'deployments.apps/scale', 'a', 'x')).toBe(true)
    expect(await decides(bot, 'update', 'deployments.apps/scale', 'a', 'z')).toBe(false)
    expect(await decides(bot, 'update', 'deployments.apps/scale', 'a')).toBe(false)
    expect(await authorizer.decide(ask(bot, 'update', 'x.apps/scale', 'a', 'y'))).toMatchObject({
      reason: 'RBAC: allowed by RoleBinding "d/a" of Role "named" to ServiceAccount "bot/a"',
    })
  })

  it('follows changes at once and names roles that are missing', async () => {
    const eve = user('eve')
    expect(await decides(eve, 'get', 'secrets', 'a')).toBe(false)
    await bind('e', 'ClusterRole', 'nope', [{ kind: 'User', name: 'eve' }])
    await expect
      .poll(async () => (await authorizer.decide(ask(eve, 'get', 'secrets', 'a'))).reason)
      .toBe('rbac: RBAC: clusterrole.rbac.authorization.k8s.io "nope" not found')
    await put(rbac('clusterroles'), { metadata: { name: 'nope' }, rules: [rule('', '*', 'get')] })
    await expect.poll(() => decides(eve, 'get', 'secrets', 'a')).toBe(true)
    for await (const attempt of store.attempts({
      shape: shapeOf(rbac('clusterrolebindings')),
      namespace: '',
      name: 'e',
    })) {
      if (await attempt.remove()) break
    }
    await expect.poll(() => decides(eve, 'get', 'secrets', 'a')).toBe(false)
  })

  it('K21: lets superusers through before everything', async () => {
    expect(await decides(user('x', 'system:masters'), 'get', 'secrets')).toBe(true)
  })

  it('K22: shows what somebody lacks who would grant more than he has', () => {
    const held = [rule('', 'configmaps', 'get,list'), rule('apps', '*/scale', '*')]
    const why = (...wanted: object[]) => whyEscalation(user('m', 'g'), held, wanted)
    expect(why(rule('', 'configmaps', 'get'), rule('apps', 'deployments/scale', 'patch'))).toBe(
      undefined,
    )
    expect(why(rule('', 'configmaps', 'get', 'a'))).toBe(undefined)
    expect(
      why(rule('', 'secrets,configmaps', 'get,list'), { nonResourceURLs: ['/x'], verbs: ['get'] }),
    ).toBe(
      'user "m" (groups=["g"]) is attempting to grant RBAC permissions not currently held:\n' +
        '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}\n' +
        '{NonResourceURLs:["/x"], Verbs:["get"]}',
    )
  })
})

describe('the node authorizer', () => {
  it('opens to a node what its pods refer to, and no more', async () => {
    const node = user('system:node:n1', 'system:nodes')
    await put(
      { group: '', resource: 'pods' },
      {
        metadata: { name: 'p', namespace: 'a' },
        spec: {
          nodeName: 'n1',
          serviceAccountName: 'sa',
          containers: [{ env: [{ valueFrom: { secretKeyRef: { name: 'used' } } }] }],
          volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'claim' } }],
        },
      },
    )
    await put(
      { group: '', resource: 'persistentvolumes' },
      {
        metadata: { name: 'pv' },
        spec: {
          claimRef: { namespace: 'a', name: 'claim' },
          csi: { nodePublishSecretRef: { namespace: 'z', name: 'key' } },
        },
      },
    )
    await expect.poll(() => decides(node, 'get', 'secrets', 'a', 'used')).toBe(true)
    await expect.poll(() => decides(node, 'get', 'persistentvolumes', '', 'pv')).toBe(true)
    expect(await decides(node, 'get', 'secrets', 'z', 'key')).toBe(true)
    expect(await decides(node, 'create', 'serviceaccounts/token', 'a', 'sa')).toBe(true)
    expect(await decides(node, 'get', 'secrets', 'a', 'other')).toBe(false)
    expect(
      await decides(user('system:node:n2', 'system:nodes'), 'get', 'secrets', 'a', 'used'),
    ).toBe(false)
    expect(await decides(node, 'list', 'services')).toBe(true)
    const listed = { ...ask(node, 'list', 'pods'), fieldSelector: 'spec.nodeName=n1' }
    expect((await authorizer.decide(listed)).decision).toBe('allow')
    expect(await authorizer.decide(ask(node, 'list', 'pods'))).toMatchObject({
      reason: 'node: can only list/watch pods with spec.nodeName field selector',
    })
  })
})

describe('help with a 403', () => {
  const ask403 = async (path: string, query: string) => {
    const page = accessPages(authorizer).get(path)
    const reply = await page?.serve({ query: new URLSearchParams(query) } as never)
    return JSON.parse(reply && 'body' in reply ? String(reply.body) : '')
  }

  it('says why, the smallest rule that would do, and who can', async () => {
    await bind('c', 'ClusterRole', 'read', [{ kind: 'User', name: 'ann' }])
    await Promise.resolve()
    const query = 'verb=delete&resource=configmaps&namespace=a&name=x'
    expect(await ask403('/access/explain', `user=ann&${query}`)).toMatchObject({
      allowed: false,
      nearest: [{ resources: ['configmaps', 'pods/log'], verbs: ['get', 'list'] }],
      smallestRule: {
        verbs: ['delete'],
        apiGroups: [''],
        resources: ['configmaps'],
        resourceNames: ['x'],
      },
      smallestGrant: [{ kind: 'Role' }, { kind: 'RoleBinding', subjects: [{ name: 'ann' }] }],
    })
    const who = await ask403('/access/who-can', 'verb=get&resource=configmaps&namespace=a')
    expect(who.subjects).toContainEqual({ kind: 'User', name: 'ann' })
    await expect(ask403('/access/explain', 'user=x&verb=get')).rejects.toMatchObject({ code: 400 })
    await expect(ask403('/access/who-can', 'verb=get&resource=x&y=z')).rejects.toMatchObject({
      code: 400,
    })
  })
})
