// in: questions → out: what a webhook answers to them, as SubjectAccessReviews. Never: a yes because it fails.
import type { AccessAnswer, AccessQuestion } from '@binnacle/exchange'
import { type Dict, parseFieldSelector, parseLabelSelector } from '@binnacle/meta'
import type { Outbound } from '@binnacle/outbound'
import type { AccessMode } from './modes.ts'

export interface WebhookSettings {
  readonly name: string
  readonly timeoutMs: number
  /** 0: not remembered. */
  readonly authorizedTtlMs: number
  readonly unauthorizedTtlMs: number
  readonly failurePolicy: 'NoOpinion' | 'Deny'
  readonly version: 'v1' | 'v1beta1'
  /** Whether the webhook is asked at all; throws an Error where that cannot be said. */
  matches?(spec: Dict): boolean
}

interface Remembered {
  readonly status: Dict
  readonly untilMs: number
}

/** Questions remembered; longer ones are always asked. */
const rememberedMax = 10_000
const keyLengthMax = 10_000
const attemptsMax = 5
const firstRetryMs = 500

export function webhookMode(outbound: Outbound, settings: WebhookSettings): AccessMode {
  const remembered = new Map<string, Remembered>()
  const onError = (error: string): AccessAnswer => ({
    decision: settings.failurePolicy === 'Deny' ? 'deny' : 'noOpinion',
    reason: '',
    error,
  })

  async function ask(spec: Dict, key: string): Promise<AccessAnswer> {
    try {
      const status = await review(outbound, spec, settings)
      const ttl = status.allowed ? settings.authorizedTtlMs : settings.unauthorizedTtlMs
      if (ttl > 0 && key.length <= keyLengthMax) {
        if (remembered.size >= rememberedMax) remembered.clear()
        remembered.set(key, { status, untilMs: performance.now() + ttl })
      }
      return answerOf(status)
    } catch (error) {
      return onError((error as Error).message)
    }
  }

  return {
    name: settings.name,
    decide(asked) {
      const spec = specOf(asked)
      try {
        if (settings.matches && !settings.matches(spec))
          return { decision: 'noOpinion', reason: '' }
      } catch (error) {
        return onError((error as Error).message)
      }
      const key = JSON.stringify(spec)
      const known = remembered.get(key)
      if (known && known.untilMs > performance.now()) return answerOf(known.status)
      return ask(spec, key)
    },
    rulesFor: () => ({
      rules: [],
      incomplete: true,
      errors: ['webhook authorizer does not support user rule resolution'],
    }),
  }
}

async function review(outbound: Outbound, spec: Dict, settings: WebhookSettings): Promise<Dict> {
  const apiVersion = `authorization.k8s.io/${settings.version}`
  const { groups, ...rest } = spec
  const sent = settings.version === 'v1' ? spec : { ...rest, group: groups }
  const body = JSON.stringify({ kind: 'SubjectAccessReview', apiVersion, metadata: {}, spec: sent })
  let trouble = ''
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    if (attempt > 0) {
      await new Promise((resolve) => setTimeout(resolve, firstRetryMs * 1.5 ** (attempt - 1)))
    }
    try {
      const reply = await outbound.call({ method: 'POST', body, timeoutMs: settings.timeoutMs })
      if (reply.status >= 200 && reply.status < 300) {
        const { status } = JSON.parse(reply.body.toString('utf8'))
        return typeof status === 'object' && status !== null ? status : {}
      }
      trouble = `the webhook answered ${reply.status}`
      if (reply.status !== 429 && reply.status < 500) break
    } catch (error) {
      trouble = (error as Error).message
      if (error instanceof SyntaxError) break
    }
  }
  throw new Error(trouble)
}

function answerOf({ allowed, denied, reason }: Dict): AccessAnswer {
  const why = typeof reason === 'string' ? reason : ''
  if (denied === true) {
    const both = 'webhook subject access review returned both allow and deny response'
    return { decision: 'deny', reason: why, error: allowed === true ? both : undefined }
  }
  return { decision: allowed === true ? 'allow' : 'noOpinion', reason: why }
}

/** The question as the API spells it. */
export function specOf(asked: AccessQuestion): Dict {
  const { user, path, verb } = asked
  const spec: Dict = {}
  if (path !== undefined) spec.nonResourceAttributes = withoutEmpty({ path, verb })
  else {
    const { namespace, group, version, resource, subresource, name } = asked
    const named = { namespace, verb, group, version, resource, subresource, name }
    spec.resourceAttributes = withoutEmpty(named)
    const fields = fieldRequirements(asked.fieldSelector)
    if (fields.length > 0) spec.resourceAttributes.fieldSelector = { requirements: fields }
    const labels = labelRequirements(asked.labelSelector)
    if (labels.length > 0) spec.resourceAttributes.labelSelector = { requirements: labels }
  }
  if (user.name !== '') spec.user = user.name
  if (user.groups.length > 0) spec.groups = [...user.groups]
  if (Object.keys(user.extra).length > 0) spec.extra = { ...user.extra }
  if (user.uid !== '') spec.uid = user.uid
  return spec
}

function withoutEmpty(named: Dict): Dict {
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== ''))
}

function fieldRequirements(selector: string | undefined): Dict[] {
  if (!selector) return []
  try {
    return parseFieldSelector(selector).requirements.map(({ field, operator, value }) => ({
      key: field,
      operator: operator === '=' ? 'In' : 'NotIn',
      values: [value],
    }))
  } catch {
    return []
  }
}

const labelOperators: Readonly<Record<string, string>> = {
  in: 'In',
  '=': 'In',
  '==': 'In',
  notin: 'NotIn',
  '!=': 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
}

/** What has no word in the API is left out: the question is then a broader one. */
function labelRequirements(selector: string | undefined): Dict[] {
  if (!selector) return []
  try {
    return parseLabelSelector(selector).requirements.flatMap(({ key, operator, values }) => {
      const word = labelOperators[operator]
      if (word === undefined) return []
      return [{ key, operator: word, ...(values.length > 0 && { values: [...values] }) }]
    })
  } catch {
    return []
  }
}
