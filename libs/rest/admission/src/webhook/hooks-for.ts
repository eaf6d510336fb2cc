// in: a write → out: the webhooks that are to be called for it. Never: a call.
import type { ResourceDef } from '@binnacle/catalogue'
import type { AdmissionExpression } from '@binnacle/cel'
import { ApiError, type Dict, forbiddenError, type KubeObject } from '@binnacle/meta'
import { shownAs } from '../matching/convert-object.ts'
import { matchedByRules } from '../matching/match-write.ts'
import { forgetIndexes, indexByRules, recentIndex } from '../matching/recent-index.ts'
import { selectsNamespace, selectsObject } from '../matching/selectors-match.ts'
import { compileConditions } from '../policy/compile-policy.ts'
import { questions } from '../policy/bound-policies.ts'
import { conditionsMet } from '../policy/conditions.ts'
import { authorizerOf, createEvaluator } from '../policy/evaluation.ts'
import { admissionMetrics } from '../measure/admission-metrics.ts'
import type { Admitted } from '../step.ts'

const group = 'admissionregistration.k8s.io'
const beyond = new Set([
  'validatingwebhookconfigurations',
  'mutatingwebhookconfigurations',
  'validatingadmissionpolicies',
  'validatingadmissionpolicybindings',
  'mutatingadmissionpolicies',
  'mutatingadmissionpolicybindings',
])

export interface Hook {
  /** Tells it from all others, in this state of its configuration. */
  readonly key: string
  readonly configuration: string
  readonly spec: Dict
  /** Among all webhooks. */
  readonly position: number
  readonly conditions: readonly AdmissionExpression[]
}

interface Kept {
  readonly version: string
  readonly hooks: readonly Hook[]
}

const kept = new Map<string, Kept>()
const keptMax = 10_000

function hooksOf(configuration: KubeObject): readonly Hook[] {
  const { uid = '', resourceVersion = '', name = '' } = configuration.metadata
  const there = kept.get(uid)
  if (there?.version === resourceVersion) return there.hooks
  const specs: Dict[] = configuration.webhooks ?? []
  const hooks = specs.map((spec, index) => ({
    key: `${name}/${spec.name}/${specs.slice(0, index).filter((one) => one.name === spec.name).length}`,
    configuration: name,
    spec,
    position: 0,
    conditions: compileConditions(spec.matchConditions, false),
  }))
  if (kept.size >= keptMax) kept.clear()
  kept.set(uid, { version: resourceVersion, hooks })
  return hooks
}

const none: readonly Hook[] = []

/** Those whose rules name the resource; `wantedBy` says which of them are called. */
export function hooksFor(write: Admitted, kind: 'validating' | 'mutating'): readonly Hook[] {
  const { def, surroundings } = write
  if (def.group === group) forgetIndexes(surroundings)
  if (def.group === group && beyond.has(def.resource)) return none
  if (questions.has(`${def.resource}.${def.group}`)) return none
  const index = recentIndex(surroundings, `${kind} webhooks`, () => {
    const resource = { group, resource: `${kind}webhookconfigurations` }
    const all = [...surroundings.lookUpAll(resource, '')].flatMap(hooksOf)
    const hooks = all.map((hook, position) => ({ ...hook, position }))
    return indexByRules(hooks, ({ spec }) => spec.rules)
  })
  return index.for(def.resource)
}

/** The resource as which the hook wants to see the write; undefined: it does not want to. */
export async function wantedBy(
  hook: Hook,
  write: Admitted,
  type: 'admit' | 'validating',
): Promise<ResourceDef | undefined> {
  const { spec, conditions } = hook
  const matched = matchedByRules(spec.rules, spec.matchPolicy, write)
  if (matched === undefined) return undefined
  const byNamespace = await selectsNamespace(spec.namespaceSelector ?? {}, write)
  if (byNamespace === false) return undefined
  const byObject = selectsObject(spec.objectSelector ?? {}, write)
  if (byObject === false) return undefined
  for (const verdict of [byNamespace, byObject]) if (verdict instanceof ApiError) throw verdict
  if (conditions.length === 0) return matched
  const evaluator = createEvaluator(write, {
    object: await shownAs(write, write.object, matched),
    oldObject: await shownAs(write, write.oldObject, matched),
    matched,
    authorizer: authorizerOf(write),
  })
  const fromMs = performance.now()
  const met = conditionsMet(conditions, evaluator, spec.failurePolicy)
  const { conditionSeconds, conditionErrors, conditionExclusions } = admissionMetrics
  const labels = [spec.name, 'webhook', type, write.operation]
  conditionSeconds.cell(...labels).add((performance.now() - fromMs) / 1000)
  if (met === false) {
    // The two types of counters name the same step differently upstream.
    const step = type === 'validating' ? 'validate' : type
    conditionExclusions.cell(spec.name, 'webhook', step, write.operation).add(1)
    return undefined
  }
  if (met !== true) conditionErrors.cell(...labels).add(1)
  if (met !== true) throw forbiddenError(write.def, write.name, met.error)
  return matched
}
