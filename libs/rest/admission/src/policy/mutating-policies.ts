// in: a write → out: its object as mutating policies want it. Never: a refusal of their own making.
import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '@binnacle/meta'
import { shownAs, storedFrom } from '../matching/convert-object.ts'
import { isNamespace, namespaceOf } from '../matching/selectors-match.ts'
import { refusal } from '../refuse.ts'
import { type Reinvocation, reinvocationOf } from '../reinvocation.ts'
import type { AdmissionStep, Admitted } from '../step.ts'
import { boundPolicies, type Invocation } from './bound-policies.ts'
import { compiledPolicy } from './compile-policy.ts'
import { conditionsMet } from './conditions.ts'
import {
  authorizerOf,
  BudgetSpent,
  budgetOfPolicy,
  createEvaluator,
  type Views,
} from './evaluation.ts'
import { applyByExpression, MutationFault, patchByExpression, settled } from './mutate-object.ts'

interface Fault {
  readonly policy: KubeObject
  readonly binding: KubeObject | undefined
  readonly message: string
  readonly reason?: string
}

async function mutateOnce(
  write: Admitted,
  invocation: Invocation,
  views: Views,
  index: number,
): Promise<void> {
  const { policy, matched } = invocation
  const mutation = compiledPolicy(policy).mutations[index]
  if (write.object === undefined || mutation === undefined) return
  const object = await shownAs(write, write.object, matched)
  const evaluator = createEvaluator(write, { ...views, object })
  const outcome = evaluator.evaluate(mutation.expression, { left: budgetOfPolicy })
  if ('error' in outcome) throw new MutationFault(outcome.error.replace(/^compilation error: /, ''))
  const changed =
    mutation.type === 'JSONPatch'
      ? patchByExpression(object, outcome.value)
      : applyByExpression(object, outcome.value, matched)
  if (changed !== object) {
    write.object = await storedFrom(write, settled(structuredClone(changed), matched), matched)
  }
}

async function runOne(
  write: Admitted,
  invocation: Invocation,
  views: Views,
  key: string,
  faults: Fault[],
): Promise<void> {
  const { policy, binding } = invocation
  const state: Reinvocation = reinvocationOf(write)
  const fault = (message: string) => faults.push({ policy, binding, message, reason: 'Invalid' })
  const compiled = compiledPolicy(policy)
  const { failurePolicy, mutations = [], reinvocationPolicy } = policy.spec ?? {}
  const met = conditionsMet(compiled.conditions, createEvaluator(write, views), failurePolicy)
  if (met === false) return
  if (met !== true) {
    fault(met.error)
    return
  }
  if (state.second && !state.policies.shallRun(key)) return
  const before = write.object && structuredClone(write.object)
  for (const index of mutations.keys()) {
    try {
      await mutateOnce(write, invocation, views, index)
    } catch (error) {
      if (!(error instanceof MutationFault) && !(error instanceof BudgetSpent)) throw error
      fault(error.message)
    }
  }
  if (!isDeepStrictEqual(before, write.object)) {
    state.policies.changed()
    state.wanted = true
  }
  if (reinvocationPolicy === 'IfNeeded') state.policies.ranAndMayRunAgain(key)
}

function keyOf({ policy, binding }: Invocation, param: KubeObject | undefined): string {
  const { namespace = '', name = '' } = param?.metadata ?? {}
  return JSON.stringify([policy.metadata.name, binding.metadata.name, namespace, name])
}

async function run(
  write: Admitted,
  invocations: readonly Invocation[],
  faults: Fault[],
): Promise<void> {
  const state = reinvocationOf(write)
  if (state.second) state.policies.compare(write.object)
  const space = write.namespace === '' || isNamespace(write) ? undefined : write.namespace
  const namespace = space === undefined ? undefined : await namespaceOf(write, space)
  const authorizer = authorizerOf(write)
  for (const invocation of invocations) {
    for (const param of invocation.params) {
      const { matched, policy } = invocation
      const views: Views = {
        object: await shownAs(write, write.object, matched),
        oldObject: await shownAs(write, write.oldObject, matched),
        matched,
        authorizer,
        variables: compiledPolicy(policy).variables,
        ...(param && { params: param }),
        ...(namespace && { namespace }),
      }
      await runOne(write, invocation, views, keyOf(invocation, param), faults)
    }
  }
  state.policies.leave(write.object)
}

function faultText({ policy, binding, message }: Fault): string {
  const name = policy.metadata.name ?? ''
  if (binding === undefined) return `policy ${JSON.stringify(name)} denied request: ${message}`
  return `policy '${name}' with binding '${binding.metadata.name}' denied request: ${message}`
}

export const mutatingPolicies: AdmissionStep = {
  name: 'MutatingAdmissionPolicy',
  handles: ['CREATE', 'UPDATE', 'CONNECT'],
  async mutate(write) {
    const found = await boundPolicies(write, 'mutating')
    if (found.length === 0) return
    const faults: Fault[] = found.filter((one) => 'message' in one)
    const invocations = found.filter((one) => 'params' in one)
    if (invocations.length > 0) await run(write, invocations, faults)
    const closed = faults.filter(({ policy }) => policy.spec?.failurePolicy !== 'Ignore')
    const first = closed[0]
    if (first === undefined) return
    const causes = closed.map((fault) => ({ message: faultText(fault) }))
    const error = refusal(write, '', causes)
    error.status.message = faultText(first)
    if (first.reason) error.status.reason = first.reason
    throw error
  },
}
