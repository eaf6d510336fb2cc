// in: tokens → out: whose a webhook says they are. Never: a yes because it fails.
import type { Dict } from '@binnacle/meta'
import type { Outbound } from '@binnacle/outbound'
import { knownUser } from './known-user.ts'
import { RecentMap } from './recent-map.ts'
import type { TokenCheck } from './token-checks.ts'
import { tokenDigest } from './token-digest.ts'
import type { TokenOutcome } from './token-outcome.ts'

export interface WebhookTokenSettings {
  readonly apiAudiences: readonly string[]
  readonly version: 'v1' | 'v1beta1'
  /** How long an answer is believed. */
  readonly cacheTtlMs: number
  readonly timeoutMs: number
}

interface Remembered {
  readonly outcome: TokenOutcome
  readonly untilMs: number
}

const rememberedMax = 10_000
const attemptsMax = 5
const firstRetryMs = 500

export function webhookTokens(outbound: Outbound, settings: WebhookTokenSettings): TokenCheck {
  const remembered = new RecentMap<string, Remembered>(rememberedMax)
  const underWay = new Map<string, Promise<TokenOutcome>>()

  async function ask(token: string, audiences: readonly string[], key: string) {
    try {
      const status = await review(outbound, token, audiences, settings)
      const outcome = outcomeOf(status, audiences, settings.apiAudiences)
      const untilMs = performance.now() + settings.cacheTtlMs
      remembered.set(key, { outcome, untilMs })
      return outcome
    } catch (error) {
      // An outage is no answer, so it is not remembered.
      return { error: (error as Error).message }
    } finally {
      underWay.delete(key)
    }
  }

  return (token, audiences) => {
    const key = tokenDigest(`${token}\n${audiences.join('\n')}`)
    const known = remembered.get(key)
    if (known && known.untilMs > performance.now()) return Promise.resolve(known.outcome)
    let asked = underWay.get(key)
    if (!asked) {
      asked = ask(token, audiences, key)
      underWay.set(key, asked)
    }
    return asked
  }
}

async function review(
  outbound: Outbound,
  token: string,
  audiences: readonly string[],
  { version, timeoutMs }: WebhookTokenSettings,
): Promise<Dict> {
  const apiVersion = `authentication.k8s.io/${version}`
  const spec = { token, ...(audiences.length > 0 && { audiences }) }
  const body = JSON.stringify({ kind: 'TokenReview', apiVersion, metadata: {}, spec })
  let trouble = ''
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    if (attempt > 0) {
      await new Promise((resolve) => setTimeout(resolve, firstRetryMs * 1.5 ** (attempt - 1)))
    }
    try {
      const reply = await outbound.call({ method: 'POST', body, timeoutMs })
      if (reply.status >= 200 && reply.status < 300) {
        const { status } = JSON.parse(reply.body.toString('utf8'))
        return typeof status === 'object' && status !== null ? status : {}
      }
      trouble = `the token webhook answered ${reply.status}`
      if (reply.status !== 429 && reply.status < 500) break
    } catch (error) {
      trouble = (error as Error).message
      if (error instanceof SyntaxError) break
    }
  }
  throw new Error(trouble)
}

function outcomeOf(
  status: Dict,
  wanted: readonly string[],
  implicit: readonly string[],
): TokenOutcome {
  const got: readonly string[] = status.audiences?.length > 0 ? status.audiences : implicit
  const audiences = wanted.filter((one) => got.includes(one))
  if (wanted.length > 0 && audiences.length === 0) return undefined
  if (status.authenticated !== true) {
    return typeof status.error === 'string' && status.error !== ''
      ? { error: status.error }
      : undefined
  }
  const { username, uid, groups, extra } = status.user ?? {}
  return {
    user: knownUser({
      name: String(username ?? ''),
      uid: String(uid ?? ''),
      groups: Array.isArray(groups) ? groups.map(String) : [],
      extra: extra ?? undefined,
    }),
    audiences,
  }
}
