// in: a question → out: what roles and bindings say. Never: a no; others may still say yes.
import type { AccessAnswer, AccessQuestion, User } from '@binnacle/exchange'
import { aggregateText, goQuote } from '@binnacle/meta'
import { type CompiledRule, type PolicyRule, ruleAllows } from './policy-rule.ts'
import { type Bond, type RbacIndex, type Subject, subjectFor } from './rbac-index.ts'

/** Answers remembered for one user. */
const rememberedMax = 512

interface Remembered {
  generation: number
  readonly answers: Map<string, AccessAnswer>
}

export interface Rbac {
  decide(asked: AccessQuestion): AccessAnswer
  /** Every rule that counts for a user in a namespace, and what could not be resolved. */
  rulesFor(user: User, namespace: string): { rules: PolicyRule[]; errors: string[] }
  rulesOf(kind: string, name: string, namespace: string): readonly PolicyRule[] | undefined
  /** Subjects whose bindings allow this, whoever asks. */
  subjectsFor(asked: AccessQuestion): Subject[]
}

export function createRbac(index: RbacIndex): Rbac {
  const remembered = new WeakMap<User, Remembered>()

  function decide(asked: AccessQuestion): AccessAnswer {
    const { user } = asked
    let own = remembered.get(user)
    if (!own) {
      own = { generation: index.generation, answers: new Map() }
      remembered.set(user, own)
    }
    if (own.generation !== index.generation || own.answers.size >= rememberedMax) {
      own.answers.clear()
      own.generation = index.generation
    }
    const key = keyOf(asked)
    let answer = own.answers.get(key)
    if (!answer) {
      answer = evaluate(index, asked)
      own.answers.set(key, answer)
    }
    return answer
  }

  return {
    decide,
    rulesFor: (user, namespace) => rulesFor(index, user, namespace),
    rulesOf: (kind, name, namespace) => {
      return index.rulesOf(kind, name, namespace)?.map(({ rule }) => rule)
    },
    subjectsFor: (asked) => subjectsFor(index, asked),
  }
}

function keyOf(asked: AccessQuestion): string {
  const { verb, path } = asked
  if (path !== undefined) return `${verb}\n${path}`
  const { group, resource, subresource, namespace, name } = asked
  return `${verb}\n${group}\n${resource}\n${subresource}\n${namespace}\n${name}`
}

function evaluate(index: RbacIndex, asked: AccessQuestion): AccessAnswer {
  const { user } = asked
  const errors: string[] = []
  for (const bond of index.bondsOf(user, asked.namespace)) {
    const rules = index.rulesBy(bond)
    if (!rules) errors.push(missingRole(bond))
    else if (allowsSome(rules, asked)) {
      return { decision: 'allow', reason: `RBAC: allowed by ${describe(bond, user)}` }
    }
  }
  return {
    decision: 'noOpinion',
    reason: errors.length === 0 ? '' : `RBAC: ${aggregateText(errors)}`,
  }
}

export function allowsSome(rules: readonly CompiledRule[], asked: AccessQuestion): boolean {
  return rules.some((rule) => ruleAllows(rule, asked))
}

export function missingRole({ roleKind, roleName }: Bond): string {
  if (roleKind !== 'Role' && roleKind !== 'ClusterRole') {
    return `unsupported role reference kind: ${goQuote(roleKind)}`
  }
  return `${roleKind.toLowerCase()}.rbac.authorization.k8s.io ${goQuote(roleName)} not found`
}

function describe(bond: Bond, user: User): string {
  const { namespace, name, roleKind, roleName } = bond
  const subject = subjectFor(user, bond)
  const binding =
    namespace === ''
      ? `ClusterRoleBinding ${goQuote(name)}`
      : `RoleBinding ${goQuote(`${name}/${namespace}`)}`
  return `${binding} of ${roleKind} ${goQuote(roleName)} to ${describeSubject(subject, namespace)}`
}

function describeSubject(subject: Subject | undefined, namespace: string): string {
  if (!subject) return ''
  const home = subject.kind === 'ServiceAccount' ? `/${subject.namespace || namespace}` : ''
  return `${subject.kind} ${goQuote(`${subject.name}${home}`)}`
}

function rulesFor(
  index: RbacIndex,
  user: User,
  namespace: string,
): { rules: PolicyRule[]; errors: string[] } {
  const rules: PolicyRule[] = []
  const errors: string[] = []
  for (const bond of index.bondsOf(user, namespace)) {
    const found = index.rulesBy(bond)
    if (found) rules.push(...found.map(({ rule }) => rule))
    else errors.push(missingRole(bond))
  }
  return { rules, errors }
}

function subjectsFor(index: RbacIndex, asked: AccessQuestion): Subject[] {
  const found = new Map<string, Subject>()
  for (const bond of index.bondsIn(asked.namespace)) {
    const rules = index.rulesBy(bond)
    if (!rules || !allowsSome(rules, asked)) continue
    for (const { kind, name, namespace, apiGroup } of bond.subjects) {
      const home = kind === 'ServiceAccount' ? namespace || bond.namespace : undefined
      const subject = { kind, apiGroup, name, namespace: home }
      found.set(`${kind}/${home ?? ''}/${name}`, subject)
    }
  }
  return [...found.values()]
}
