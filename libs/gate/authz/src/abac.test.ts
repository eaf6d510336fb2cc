import type { AccessQuestion } from '@binnacle/exchange'
import { describe, expect, it } from 'vitest'
import { abacMode } from './abac.ts'

const version = { apiVersion: 'abac.authorization.kubernetes.io/v1beta1', kind: 'Policy' }
const beta = (spec: object) => JSON.stringify({ ...version, spec })

const text = [
  '# who may what',
  '',
  beta({ user: 'ann', namespace: '*', resource: '*', apiGroup: '*' }),
  beta({ user: 'bob', namespace: 'n', resource: 'pods', readonly: true }),
  beta({ group: 'ops', namespace: '*', resource: 'deployments', apiGroup: 'apps' }),
  beta({ group: '*', nonResourcePath: '/version', readonly: true }),
  beta({ user: 'cat', nonResourcePath: '/logs*' }),
  beta({ namespace: '*', resource: '*', apiGroup: '*' }),
  '{"user":"old","readonly":true}',
].join('\n')

const mode = abacMode(text, 'policies.jsonl')

function asks(name: string, verb: string, of: Partial<AccessQuestion>, ...groups: string[]) {
  const user = { name, uid: '', groups: [...groups, 'system:authenticated'], extra: {} }
  const none = { group: '', version: 'v1', subresource: '', resource: '', namespace: '', name: '' }
  return mode.decide({ ...none, user, verb, ...of })
}

const pods = { resource: 'pods', namespace: 'n' }
const deployments = { group: 'apps', resource: 'deployments', namespace: 'n' }

describe('the mode ABAC', () => {
  it.each([
    ['ann', 'delete', pods],
    ['ann', 'create', deployments],
    ['bob', 'list', pods],
    ['eve', 'get', { path: '/version' }],
    ['cat', 'get', { path: '/logs/a' }],
    ['old', 'get', pods],
    ['old', 'get', { path: '/metrics' }],
  ])('lets %s %s %j', (name, verb, of) => {
    expect(asks(name, verb, of)).toEqual({ decision: 'allow', reason: '' })
  })

  it.each([
    ['ann', 'get', { path: '/metrics' }],
    ['bob', 'delete', pods],
    ['bob', 'list', { ...pods, namespace: 'other' }],
    ['bob', 'list', deployments],
    ['eve', 'get', pods],
    ['cat', 'get', { path: '/log' }],
    ['old', 'update', pods],
  ])('has no opinion on %s who would %s %j', (name, verb, of) => {
    expect(asks(name, verb, of)).toEqual({ decision: 'noOpinion', reason: 'No policy matched.' })
  })

  it('knows groups', () => {
    expect(asks('dan', 'update', deployments, 'ops')).toMatchObject({ decision: 'allow' })
    expect(asks('dan', 'update', pods, 'ops')).toMatchObject({ decision: 'noOpinion' })
  })

  it('shows the rules of a user', async () => {
    const bob = { name: 'bob', uid: '', groups: [], extra: {} }
    expect(await mode.rulesFor?.(bob, 'n')).toMatchObject({
      rules: [{ verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['pods'] }],
    })
    expect(await mode.rulesFor?.(bob, 'other')).toMatchObject({ rules: [] })
  })

  it('names the line that it cannot read', () => {
    expect(() => abacMode('\n{', 'p')).toThrow('error reading policy file p, line 2: {: ')
    expect(() => abacMode('{"kind":"Role","apiVersion":"v1"}', 'p')).toThrow(
      'line 1: {"kind":"Role","apiVersion":"v1"}: no kind "Role" is registered for version "v1"',
    )
  })
})
