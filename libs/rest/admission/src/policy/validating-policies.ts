// in: a write → out: what validating policies say to it: refusals, warnings, annotations. Never: changes.
import { type CelValue, Failure } from '@binnacle/cel'
import type { Dict, KubeObject } from '@binnacle/meta'
import { shownAs } from '../matching/convert-object.ts'
import { isNamespace, namespaceOf } from '../matching/selectors-match.ts'
import { admissionMetrics } from '../measure/admission-metrics.ts'
import { refusal } from '../refuse.ts'
import type { AdmissionStep, Admitted } from '../step.ts'
import { boundPolicies, type Invocation } from './bound-policies.ts'
import { compiledPolicy } from './compile-policy.ts'
import { conditionsMet } from './conditions.ts'
import {
  authorizerOf,
  type Budget,
  BudgetSpent,
  budgetOfPolicy,
  createEvaluator,
  type Evaluator,
} from './evaluation.ts'

const codes: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
  Invalid: 422,
}
const messageBytesMax = 5 * 1024
const annotationMax = 10 * 1024
const failuresMax = 50
const failureKey = 'validation.policy.admission.k8s.io/validation_failure'

/** Why a policy says no; errors say no where the policy fails closed. */
interface Denial {
  readonly message: string
  readonly reason?: string
  /** Which validation it was. */
  readonly index: number
}

interface Verdict {
  readonly denials: readonly Denial[]
  readonly annotations: readonly { readonly key: string; readonly value: string }[]
  /** Audit annotations that failed: they refuse whatever the binding's actions are. */
  readonly faults: readonly string[]
  /** How long it took. */
  readonly seconds: number
}

const nothing: Verdict = { denials: [], annotations: [], faults: [], seconds: 0 }

function messageOf(spec: Dict, value: CelValue | undefined): string {
  let message = typeof value === 'string' ? value.trim() : ''
  if (Buffer.byteLength(message) > messageBytesMax || message.includes('\n')) message = ''
  return message || (spec.message ?? '').trim() || `failed expression: ${spec.expression.trim()}`
}

/** Messages are computed within what the validations left of the budget. */
function denialsOf(
  policy: KubeObject,
  evaluator: Evaluator,
  messages: Evaluator,
  budget: Budget,
): Denial[] {
  const { validations } = compiledPolicy(policy)
  const closed = policy.spec?.failurePolicy !== 'Ignore'
  const outcomes = validations.map(({ condition }) => evaluator.evaluate(condition, budget))
  let spent = ''
  const texts = validations.map(({ message }) => {
    if (message === undefined || spent !== '') return undefined
    try {
      const outcome = messages.evaluate(message, budget)
      return 'value' in outcome ? outcome.value : undefined
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error
      spent = `failed messageExpression: ${error.message}`
    }
  })
  const denials: Denial[] = []
  for (const [index, outcome] of outcomes.entries()) {
    const spec = validations[index]?.spec as Dict
    if ('error' in outcome) {
      if (closed) denials.push({ index, message: outcome.error })
    } else if (spent !== '') {
      if (closed) denials.push({ index, message: spent })
    } else if (outcome.value !== true) {
      const message = messageOf(spec, texts[index])
      denials.push({ index, message, reason: spec.reason ?? 'Invalid' })
    }
  }
  return denials
}

function auditsOf(
  policy: KubeObject,
  evaluator: Evaluator,
): Pick<Verdict, 'annotations' | 'faults'> {
  const annotations: { key: string; value: string }[] = []
  const faults: string[] = []
  const closed = policy.spec?.failurePolicy !== 'Ignore'
  const budget = { left: budgetOfPolicy }
  for (const { key, value } of compiledPolicy(policy).audits) {
    const outcome = evaluator.evaluate(value, budget)
    if ('error' in outcome) {
      if (closed) faults.push(outcome.error)
    } else if (typeof outcome.value === 'string') {
      const text = outcome.value.trim()
      if (text !== '') annotations.push({ key, value: text.slice(0, annotationMax) })
    }
  }
  return { annotations, faults }
}

function judge(policy: KubeObject, evaluator: Evaluator, messages: Evaluator): Verdict {
  const { failurePolicy } = policy.spec ?? {}
  const failing = (message: string): Verdict =>
    failurePolicy === 'Ignore' ? nothing : { ...nothing, denials: [{ message, index: 0 }] }
  try {
    const met = conditionsMet(compiledPolicy(policy).conditions, evaluator, failurePolicy)
    if (met === false) return nothing
    if (met !== true) return failing(met.error)
    const denials = denialsOf(policy, evaluator, messages, { left: budgetOfPolicy })
    return { denials, ...auditsOf(policy, evaluator), seconds: 0 }
  } catch (error) {
    if (error instanceof BudgetSpent || error instanceof Failure) return failing(error.message)
    throw error
  }
}

async function judgeAll(write: Admitted, invocation: Invocation): Promise<Verdict[]> {
  const { policy, matched, params } = invocation
  const { object, oldObject } = write
  const namespace =
    write.namespace === '' || isNamespace(write)
      ? undefined
      : await namespaceOf(write, write.namespace)
  const views = {
    object: await shownAs(write, object, matched),
    oldObject: await shownAs(write, oldObject, matched),
    matched,
    ...(namespace && { namespace }),
    variables: compiledPolicy(policy).variables,
  }
  const authorizer = authorizerOf(write)
  return params.map((param) => {
    const seen = { ...views, ...(param && { params: param }) }
    const evaluator = createEvaluator(write, { ...seen, authorizer })
    const fromMs = performance.now()
    const verdict = judge(policy, evaluator, createEvaluator(write, seen))
    return { ...verdict, seconds: (performance.now() - fromMs) / 1000 }
  })
}

interface Refusal {
  readonly message: string
  readonly reason: string
}

/** Upstream tells the kind of an error by its text, and takes what it does not know for one too. */
function errorType(message: string): string {
  if (message.startsWith('compilation')) return 'compile_error'
  return message.includes('running out of cost budget') ? 'out_of_budget' : 'invalid_error'
}

function countCheck(
  of: readonly [string, string],
  message: string,
  action: string,
  seconds: number,
): void {
  const labels = [...of, errorType(message), action.toLowerCase()]
  admissionMetrics.policyChecks.cell(...labels).add(1)
  admissionMetrics.policySeconds.cell(...labels).add(seconds)
}

/** Acts on what one policy says through one binding; adds to the refusals and the audited failures. */
function act(
  write: Admitted,
  { policy, binding }: Invocation,
  verdict: Verdict,
  into: { refusals: Refusal[]; failures: Dict[]; annotations: Map<string, Set<string>> },
): void {
  const [name, bound] = [policy.metadata.name ?? '', binding.metadata.name ?? '']
  const actions: readonly string[] = binding.spec?.validationActions ?? []
  const head = `ValidatingAdmissionPolicy '${name}' with binding '${bound}'`
  for (const { message, reason, index } of verdict.denials) {
    for (const action of actions) {
      countCheck([name, bound], message, action, verdict.seconds)
      if (action === 'Deny') {
        into.refusals.push({
          message: `${head} denied request: ${message}`,
          reason: reason ?? 'Invalid',
        })
      } else if (action === 'Warn') {
        write.warn(`Validation failed for ${head}: ${message}`)
      } else if (action === 'Audit') {
        into.failures.push({
          message,
          policy: name,
          binding: bound,
          expressionIndex: index,
          validationActions: actions,
        })
      }
    }
  }
  for (const { key, value } of verdict.annotations) {
    const full = `${name}/${key}`
    into.annotations.set(full, (into.annotations.get(full) ?? new Set()).add(value))
  }
  for (const fault of verdict.faults) {
    into.refusals.push({ message: `${head} denied request: ${fault}`, reason: 'Invalid' })
  }
}

export const validatingPolicies: AdmissionStep = {
  name: 'ValidatingAdmissionPolicy',
  handles: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
  async validate(write) {
    const found = await boundPolicies(write, 'validating')
    if (found.length === 0) return
    const into = { refusals: [], failures: [], annotations: new Map() } as Parameters<typeof act>[3]
    for (const one of found) {
      if ('params' in one) {
        for (const verdict of await judgeAll(write, one)) act(write, one, verdict, into)
      } else if (one.policy.spec?.failurePolicy !== 'Ignore') {
        const bound = one.binding ? ` with binding '${one.binding.metadata.name}'` : ''
        const head = `ValidatingAdmissionPolicy '${one.policy.metadata.name}'${bound}`
        into.refusals.push({ message: `${head} denied request: ${one.message}`, reason: 'Invalid' })
      }
    }
    for (const [key, values] of into.annotations) write.annotate(key, [...values].join(', '))
    if (into.failures.length > 0) {
      write.annotate(failureKey, JSON.stringify(into.failures.slice(0, failuresMax)))
    }
    const first = into.refusals[0]
    if (first === undefined) return
    const { message, reason } = first
    const error = refusal(write, message, [{ message }])
    error.status.reason = reason
    error.status.code = codes[reason] ?? 422
    throw error
  },
}
