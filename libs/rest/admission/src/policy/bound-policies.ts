// in: a write → out: the policies that apply to it, with their bindings that do. Never: an evaluation.
import type { ResourceDef } from '@binnacle/catalogue'
import { ApiError, type Dict, type KubeObject } from '@binnacle/meta'
import { matchWrite } from '../matching/match-write.ts'
import type { Admitted } from '../step.ts'
import { ConfigurationFault, paramResource, paramsFor } from './params.ts'

const group = 'admissionregistration.k8s.io'
const policyResources = new Set([
  'validatingadmissionpolicies',
  'validatingadmissionpolicybindings',
  'mutatingadmissionpolicies',
  'mutatingadmissionpolicybindings',
])
/** Questions, not objects: a policy that refuses them would break the cluster. */
const questions = new Set([
  'selfsubjectreviews.authentication.k8s.io',
  'tokenreviews.authentication.k8s.io',
  'localsubjectaccessreviews.authorization.k8s.io',
  'selfsubjectaccessreviews.authorization.k8s.io',
  'selfsubjectrulesreviews.authorization.k8s.io',
  'subjectaccessreviews.authorization.k8s.io',
])

export interface Invocation {
  readonly policy: KubeObject
  readonly binding: KubeObject
  readonly matched: ResourceDef
  readonly params: readonly (KubeObject | undefined)[]
}

export interface PolicyFault {
  readonly policy: KubeObject
  readonly binding: KubeObject | undefined
  readonly message: string
}

/** Either what is to be evaluated, or why that cannot be; in the order of the policies. */
export type Found = Invocation | PolicyFault

export function isBeyondPolicies({ def }: Admitted): boolean {
  if (def.group === group) return policyResources.has(def.resource)
  return def.group !== '' && questions.has(`${def.resource}.${def.group}`)
}

function faultText(error: unknown): string {
  if (error instanceof ConfigurationFault || error instanceof ApiError) return error.message
  throw error
}

async function findFor(
  write: Admitted,
  policy: KubeObject,
  bindings: readonly KubeObject[],
): Promise<Found[]> {
  const spec: Dict = policy.spec ?? {}
  let matched: ResourceDef | undefined
  try {
    matched = await matchWrite(spec.matchConstraints ?? {}, write)
    if (matched) paramResource(write, spec.paramKind)
  } catch (error) {
    const message = `failed to configure policy: ${faultText(error)}`
    return [{ policy, binding: undefined, message }]
  }
  if (matched === undefined) return []
  const found: Found[] = []
  for (const binding of bindings) {
    const { matchResources, paramRef } = binding.spec ?? {}
    try {
      if (matchResources && !(await matchWrite(matchResources, write))) continue
      const params = await paramsFor(write, spec.paramKind, paramRef)
      found.push({ policy, binding, matched, params })
    } catch (error) {
      found.push({ policy, binding, message: `failed to configure binding: ${faultText(error)}` })
    }
  }
  return found
}

/** `kind`: `validating` or `mutating`. */
export async function boundPolicies(
  write: Admitted,
  kind: 'validating' | 'mutating',
): Promise<Found[]> {
  if (isBeyondPolicies(write)) return []
  const { surroundings } = write
  const resource = { group, resource: `${kind}admissionpolicybindings` }
  const byPolicy = new Map<string, KubeObject[]>()
  for (const binding of surroundings.lookUpAll(resource, '')) {
    const name = binding.spec?.policyName ?? ''
    const there = byPolicy.get(name)
    if (there) there.push(binding)
    else byPolicy.set(name, [binding])
  }
  if (byPolicy.size === 0) return []
  const policies = { group, resource: `${kind}admissionpolicies` }
  const found: Found[] = []
  for (const [name, bindings] of byPolicy) {
    const policy = surroundings.lookUp(policies, '', name)
    if (policy && mayMatch(policy, write)) found.push(...(await findFor(write, policy, bindings)))
  }
  return found
}

/** Says no without waiting for most policies: no rule names the resource, and nothing is equivalent. */
function mayMatch({ spec }: KubeObject, { def }: Admitted): boolean {
  const rules: readonly Dict[] = spec?.matchConstraints?.resourceRules ?? []
  if (rules.length === 0) return true
  if (spec?.matchConstraints?.matchPolicy !== 'Exact') {
    // Equivalents may have other names; only events and custom versions do, and those share the plural name.
    return rules.some(({ resources }) =>
      (resources ?? []).some(
        (one: string) => one.startsWith('*') || one === def.resource || one.startsWith(`${def.resource}/`),
      ),
    )
  }
  return rules.some(({ apiGroups }) => apiGroups?.includes('*') || apiGroups?.includes(def.group))
}
