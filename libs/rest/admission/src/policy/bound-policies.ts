// in: a write → out: the policies that apply to it, with their bindings that do. Never: an evaluation.
import type { ResourceDef } from '@binnacle/catalogue'
import type { Surroundings } from '@binnacle/kinds'
import { ApiError, type Dict, type KubeObject } from '@binnacle/meta'
import { shownAs } from '../matching/convert-object.ts'
import { matchWrite } from '../matching/match-write.ts'
import { forgetIndexes, type Indexed, indexByRules, recentIndex } from '../matching/recent-index.ts'
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
export const questions: ReadonlySet<string> = new Set([
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

const none: readonly Found[] = []

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
      const unconverted = await faultOfConversion(write, matched)
      if (unconverted !== undefined) {
        found.push({ policy, binding: undefined, message: unconverted })
        continue
      }
      const params = await paramsFor(write, spec.paramKind, paramRef)
      found.push({ policy, binding, matched, params })
    } catch (error) {
      found.push({ policy, binding, message: `failed to configure binding: ${faultText(error)}` })
    }
  }
  return found
}

/** Why a webhook of the definition does not show the objects as the policy wants them. */
async function faultOfConversion(
  write: Admitted,
  matched: ResourceDef,
): Promise<string | undefined> {
  if (write.convert === undefined) return undefined
  try {
    await shownAs(write, write.object, matched)
    await shownAs(write, write.oldObject, matched)
    return undefined
  } catch (error) {
    const why = faultText(error).replace(/^Internal error occurred: /, '')
    return `failed to configure policy: ${why}`
  }
}

interface Bound {
  readonly policy: KubeObject
  readonly bindings: readonly KubeObject[]
}

function bindAll(surroundings: Surroundings, kind: 'validating' | 'mutating'): Indexed<Bound> {
  const byPolicy = new Map<string, KubeObject[]>()
  const resource = { group, resource: `${kind}admissionpolicybindings` }
  for (const binding of surroundings.lookUpAll(resource, '')) {
    const name = binding.spec?.policyName ?? ''
    const there = byPolicy.get(name)
    if (there) there.push(binding)
    else byPolicy.set(name, [binding])
  }
  const policies = { group, resource: `${kind}admissionpolicies` }
  const bound: Bound[] = []
  for (const [name, bindings] of byPolicy) {
    const policy = surroundings.lookUp(policies, '', name)
    if (policy) bound.push({ policy, bindings })
  }
  return indexByRules(bound, ({ policy }) => policy.spec?.matchConstraints?.resourceRules)
}

/** By name of the resource: all that are served of the same objects have the same. */
export async function boundPolicies(
  write: Admitted,
  kind: 'validating' | 'mutating',
): Promise<readonly Found[]> {
  const { surroundings, def } = write
  if (def.group === group) forgetIndexes(surroundings)
  if (isBeyondPolicies(write)) return none
  const index = recentIndex(surroundings, kind, () => bindAll(surroundings, kind))
  const candidates = index.for(def.resource)
  if (candidates.length === 0) return none
  const found: Found[] = []
  for (const { policy, bindings } of candidates) {
    found.push(...(await findFor(write, policy, bindings)))
  }
  return found
}
