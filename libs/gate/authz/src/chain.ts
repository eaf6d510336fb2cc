// in: ways of deciding, in order → out: one decision. Never: a way of its own.
import type { AccessAnswer, AccessQuestion, Authorize, User } from '@binnacle/exchange'
import { aggregateText } from '@binnacle/meta'
import type { AccessMode, KnownRules } from './modes.ts'

/** The first yes or no counts; where nobody has an opinion, all reasons are shown. */
export function chainOf(modes: readonly AccessMode[]): Authorize {
  function from(
    at: number,
    asked: AccessQuestion,
    so: Unsettled,
  ): AccessAnswer | Promise<AccessAnswer> {
    for (let next = at; next < modes.length; next++) {
      const mode = modes[next] as AccessMode
      const answer = mode.decide(asked)
      if (answer instanceof Promise) {
        return answer.then((late) => (settles(mode, late, so) ? late : from(next + 1, asked, so)))
      }
      if (settles(mode, answer, so)) return answer
    }
    return {
      decision: 'noOpinion',
      reason: so.reasons.join('\n'),
      error: so.errors.length === 0 ? undefined : aggregateText(so.errors),
    }
  }
  return (asked) => from(0, asked, { reasons: [], errors: [] })
}

interface Unsettled {
  readonly reasons: string[]
  readonly errors: string[]
}

function settles(mode: AccessMode, answer: AccessAnswer, so: Unsettled): boolean {
  if (answer.decision !== 'noOpinion') return true
  if (answer.error !== undefined) so.errors.push(answer.error)
  if (answer.reason !== '') so.reasons.push(`${mode.name}: ${answer.reason}`)
  return false
}

export async function rulesOfChain(
  modes: readonly AccessMode[],
  user: User,
  namespace: string,
): Promise<KnownRules> {
  const all = await Promise.all(modes.map((mode) => mode.rulesFor?.(user, namespace)))
  const known = all.filter((one) => one !== undefined)
  return {
    rules: known.flatMap(({ rules }) => rules),
    incomplete: known.some(({ incomplete }) => incomplete),
    errors: known.flatMap(({ errors }) => errors),
  }
}
