// in: a write as a policy sees it → out: the values of names in its expressions, and evaluations within a budget.
import {
  type AdmissionExpression,
  type Ask,
  Authorizer,
  type CelValue,
  EntryMap,
  evaluate,
  Failure,
  resourceCheck,
  structType,
  untypedValue,
} from '@binnacle/cel'
import type { ResourceDef } from '@binnacle/catalogue'
import type { Dict, KubeObject } from '@binnacle/meta'
import type { Admitted } from '../step.ts'

export const budgetOfPolicy = 10_000_000
export const budgetOfConditions = 2_500_000

const outOfBudget =
  'validation failed due to running out of cost budget, no further validation rules will be run'

/** The whole evaluation stops; nothing else of it counts. */
export class BudgetSpent extends Error {
  constructor() {
    super(outOfBudget)
  }
}

export interface Views {
  readonly object: KubeObject | undefined
  readonly oldObject: KubeObject | undefined
  /** The resource by which the policy matched. */
  readonly matched: ResourceDef
  readonly params?: KubeObject
  readonly namespace?: KubeObject
  /** Without: expressions may not ask the authorizer. */
  readonly authorizer?: Authorizer
  readonly variables?: ReadonlyMap<string, AdmissionExpression>
}

export interface Budget {
  left: number
}

export function authorizerOf({ surroundings, user }: Admitted): Authorizer {
  const known = new Map<string, ReturnType<Ask>>()
  const ask: Ask = (access) => {
    const key = JSON.stringify(access)
    const before = known.get(key)
    if (before) return before
    const { serviceAccount, path, ...rest } = access
    const who = serviceAccount
      ? {
          name: `system:serviceaccount:${serviceAccount.namespace}:${serviceAccount.name}`,
          uid: '',
          groups: [
            'system:serviceaccounts',
            `system:serviceaccounts:${serviceAccount.namespace}`,
            'system:authenticated',
          ],
          extra: {},
        }
      : user
    const answer = surroundings.authorize({
      user: who,
      version: '*',
      ...rest,
      ...(path && { path }),
    })
    const verdict =
      answer instanceof Promise
        ? { allowed: false, reason: '', error: 'the authorizer takes time to answer' }
        : {
            allowed: answer.decision === 'allow',
            reason: answer.reason,
            ...(answer.error && { error: answer.error }),
          }
    known.set(key, verdict)
    return verdict
  }
  return new Authorizer(ask)
}

const pair = (def: ResourceDef) => ({
  group: def.group,
  version: def.version,
  resource: def.resource,
})

export function requestFacts(write: Admitted, matched: ResourceDef): Dict {
  const { def, kind, user, options } = write
  // A subresource of another kind (Scale, Binding) has that kind in every version of its resource.
  const matchedKind =
    matched === def || kind.kind !== def.kind
      ? kind
      : { group: matched.group, version: matched.version, kind: matched.kind }
  return {
    kind: matchedKind,
    resource: pair(matched),
    ...(write.subresource && { subResource: write.subresource }),
    requestKind: kind,
    requestResource: pair(def),
    ...(write.subresource && { requestSubResource: write.subresource }),
    ...(write.name && { name: write.name }),
    ...(write.namespace && { namespace: write.namespace }),
    operation: write.operation,
    userInfo: {
      username: user.name,
      ...(user.uid && { uid: user.uid }),
      ...(user.groups.length > 0 && { groups: user.groups }),
      ...(Object.keys(user.extra).length > 0 && { extra: user.extra }),
    },
    dryRun: write.dryRun,
    options: write.operation === 'CONNECT' ? null : options,
  }
}

function namespaceView(namespace: KubeObject | undefined): unknown {
  if (namespace === undefined) return null
  const { metadata, spec = {}, status = {} } = namespace
  const { managedFields: _, ownerReferences: __, selfLink: ___, ...shown } = metadata as Dict
  return { metadata: shown, spec, status }
}

/** The variables of a policy, computed when first asked for. */
function variablesOf(
  expressions: ReadonlyMap<string, AdmissionExpression>,
  compute: (expression: AdmissionExpression) => CelValue,
): CelValue {
  const entries: EntryMap['entries'] = new Map()
  for (const [name, expression] of expressions) {
    let known: CelValue | undefined
    const value = () => {
      known ??= named(name, compute(expression))
      return known
    }
    const entry = Object.defineProperty([name], 1, { get: value })
    entries.set(name, entry as unknown as readonly [string, CelValue])
  }
  return Object.assign(new EntryMap(entries), { objectType: structType('kubernetes.variables') })
}

function named(name: string, value: CelValue): CelValue {
  if (!(value instanceof Failure)) return value
  return new Failure(`composited variable "${name}" fails to evaluate: ${value.message}`)
}

export interface Evaluator {
  /** The value, or why there is none. Throws BudgetSpent. */
  evaluate(expression: AdmissionExpression, budget: Budget): { value: CelValue } | { error: string }
}

export function createEvaluator(write: Admitted, views: Views): Evaluator {
  const values = new Map<string, CelValue>([
    ['object', untypedValue(views.object)],
    ['oldObject', untypedValue(views.oldObject)],
  ])
  let spentOnVariables = 0
  const variables = variablesOf(views.variables ?? new Map(), (expression) => {
    if (expression.program === undefined) return new Failure(expression.error ?? '')
    const { value, cost } = evaluate(expression.program, activation)
    spentOnVariables += cost
    return value
  })
  const make = (name: string): CelValue | undefined => {
    const { authorizer, params, namespace, matched } = views
    if (name === 'request') return untypedValue(requestFacts(write, matched))
    if (name === 'namespaceObject') return untypedValue(namespaceView(namespace))
    if (name === 'params') return untypedValue(params)
    if (name === 'variables') return variables
    if (authorizer === undefined) return undefined
    if (name === 'authorizer') return authorizer
    if (name !== 'authorizer.requestResource') return undefined
    const { group, resource } = write.def
    const { subresource, namespace: space, name: called } = write
    return resourceCheck(authorizer, {
      group,
      resource,
      subresource,
      namespace: space,
      name: called,
    })
  }
  const activation = (name: string): CelValue | undefined => {
    let value = values.get(name)
    if (value !== undefined || values.has(name)) return value
    value = make(name)
    if (value !== undefined) values.set(name, value)
    return value
  }
  return {
    evaluate({ source, program, error }, budget) {
      if (program === undefined) return { error: `compilation error: ${error}` }
      spentOnVariables = 0
      const { value, cost } = evaluate(program, activation)
      budget.left -= cost + spentOnVariables
      if (budget.left < 0) throw new BudgetSpent()
      if (value instanceof Failure) {
        return { error: `expression '${source}' resulted in error: ${value.message}` }
      }
      return { value }
    },
  }
}
