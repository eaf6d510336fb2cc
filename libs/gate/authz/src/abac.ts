// in: the lines of --authorization-policy-file → out: the mode ABAC. Never: a verb: a policy reads, or does all.
import type { AccessQuestion, User } from '@binnacle/exchange'
import type { Dict } from '@binnacle/meta'
import type { AccessMode } from './modes.ts'
import { type PolicyRule, pathCovers } from './policy-rule.ts'

interface AbacPolicy {
  readonly user: string
  readonly group: string
  readonly readonly: boolean
  readonly apiGroup: string
  readonly resource: string
  readonly namespace: string
  readonly nonResourcePath: string
}

const beta = 'abac.authorization.kubernetes.io/v1beta1'
const authenticated = 'system:authenticated'
const readVerbs = ['get', 'list', 'watch']

/** `text`: a JSON object in each line, `#` before comments. Throws an Error that names the line. */
export function abacMode(text: string, path: string): AccessMode {
  const policies: AbacPolicy[] = []
  for (const [at, line] of text.split('\n').entries()) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    try {
      policies.push(readPolicy(JSON.parse(trimmed)))
    } catch (error) {
      const why = (error as Error).message
      throw new Error(`error reading policy file ${path}, line ${at + 1}: ${trimmed}: ${why}`)
    }
  }
  return {
    name: 'abac',
    decide: (asked) =>
      policies.some((policy) => allows(policy, asked))
        ? { decision: 'allow', reason: '' }
        : { decision: 'noOpinion', reason: 'No policy matched.' },
    rulesFor: (user, namespace) => ({
      rules: policies
        .filter((policy) => isOf(policy, user) && isIn(policy, namespace))
        .flatMap(rulesOf),
      incomplete: false,
      errors: [],
    }),
  }
}

function readPolicy(object: Dict): AbacPolicy {
  const { apiVersion, kind, spec } = object
  if (apiVersion === undefined && kind === undefined) return readUnversioned(object)
  if (apiVersion !== beta || kind !== 'Policy') {
    throw new Error(`no kind "${kind}" is registered for version "${apiVersion}"`)
  }
  const policy = policyOf(spec ?? {})
  const isAnybody = policy.user === '*' || policy.group === '*'
  return isAnybody ? { ...policy, user: '', group: authenticated } : policy
}

/** Of the time before versions: what is left out means all. */
function readUnversioned(object: Dict): AbacPolicy {
  const { user, group, namespace, resource, readonly } = policyOf(object)
  const isAnybody = user === '*' || group === '*' || (user === '' && group === '')
  return {
    user: isAnybody ? '' : user,
    group: isAnybody ? authenticated : group,
    readonly,
    apiGroup: '*',
    namespace: namespace || '*',
    resource: resource || '*',
    nonResourcePath: namespace === '' && resource === '' ? '*' : '',
  }
}

function policyOf(said: Dict): AbacPolicy {
  const text = (name: string): string => {
    const value = said[name] ?? ''
    if (typeof value !== 'string') throw new Error(`${name} must be a string`)
    return value
  }
  const { readonly: isReadonly = false } = said
  if (typeof isReadonly !== 'boolean') throw new Error('readonly must be true or false')
  return {
    user: text('user'),
    group: text('group'),
    readonly: isReadonly,
    apiGroup: text('apiGroup'),
    resource: text('resource'),
    namespace: text('namespace'),
    nonResourcePath: text('nonResourcePath'),
  }
}

/** A policy without user and group is nobody's. */
function isOf({ user, group }: AbacPolicy, { name, groups }: User): boolean {
  if (user === '' && group === '') return false
  return (user === '' || user === name) && (group === '' || groups.includes(group))
}

function isIn(policy: AbacPolicy, namespace: string): boolean {
  return policy.namespace === '*' || policy.namespace === namespace
}

function allows(policy: AbacPolicy, asked: AccessQuestion): boolean {
  if (!isOf(policy, asked.user)) return false
  if (policy.readonly && !readVerbs.includes(asked.verb)) return false
  if (asked.path !== undefined) {
    return policy.nonResourcePath !== '' && pathCovers(policy.nonResourcePath, asked.path)
  }
  return (
    isIn(policy, asked.namespace) &&
    (policy.resource === '*' || policy.resource === asked.resource) &&
    (policy.apiGroup === '*' || policy.apiGroup === asked.group)
  )
}

function rulesOf(policy: AbacPolicy): PolicyRule[] {
  const verbs = policy.readonly ? readVerbs : ['*']
  const { apiGroup, resource, nonResourcePath } = policy
  return [
    ...(resource === '' ? [] : [{ verbs, apiGroups: [apiGroup], resources: [resource] }]),
    ...(nonResourcePath === '' ? [] : [{ verbs, nonResourceURLs: [nonResourcePath] }]),
  ]
}
