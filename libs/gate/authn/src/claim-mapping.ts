// in: how an issuer's claims are to be read → out: the user of a token's claims. Never: a signature.
import type { User } from '@binnacle/exchange'
import type { Dict } from '@binnacle/meta'
import { claimExpression, textsOf, userExpression } from './claim-expressions.ts'
import { knownUser } from './known-user.ts'
import type { Mapping, OidcSettings } from './oidc-settings.ts'

type Read = (claims: Dict) => string[]

/** Compiles everything once; throws an Error where an expression does not compile. */
export function compileMapping(settings: OidcSettings): (claims: Dict) => User {
  const { requiredClaims = {}, claimRules = [], userRules = [], extra = [] } = settings
  const username = usernameOf(settings.username)
  const groups = settings.groups ? groupsOf(settings.groups) : () => []
  const uid = settings.uid ? uidOf(settings.uid) : () => ''
  const extras = extra.map(({ key, valueExpression }) => {
    const read = claimExpression(valueExpression)
    return { key, read: ((claims) => textsOf(read(claims))) as Read }
  })
  const ofClaims = claimRules.map((rule) => ({ ...rule, run: claimExpression(rule.expression) }))
  const ofUser = userRules.map((rule) => ({ ...rule, run: userExpression(rule.expression) }))

  return (claims) => {
    const facts = { name: username(claims), groups: groups(claims), uid: uid(claims) }
    const more: Record<string, string[]> = Object.create(null)
    if (typeof claims.jti === 'string' && claims.jti !== '') {
      more['authentication.kubernetes.io/credential-id'] = [`JTI=${claims.jti}`]
    }
    for (const { key, read } of extras) {
      const values = read(claims)
      if (values.length > 0) more[key] = values
    }
    for (const [claim, value] of Object.entries(requiredClaims)) requireClaim(claims, claim, value)
    for (const { run, ...rule } of ofClaims) requireTrue(run(claims), rule, 'claim')
    const shown = { username: facts.name, uid: facts.uid, groups: facts.groups, extra: { ...more } }
    for (const { run, ...rule } of ofUser) requireTrue(run(shown), rule, 'user info')
    return knownUser({ ...facts, extra: more })
  }
}

function usernameOf({ claim, prefix = '', expression }: Mapping): (claims: Dict) => string {
  if (expression !== undefined) {
    const run = claimExpression(expression)
    return (claims) => {
      const value = run(claims)
      if (typeof value === 'string' && value !== '') return value
      throw new Error('username claim expression must return a string that is not empty')
    }
  }
  const name = claim ?? 'sub'
  return (claims) => {
    const value = textClaim(claims, name)
    if (
      name === 'email' &&
      Object.hasOwn(claims, 'email_verified') &&
      claims.email_verified !== true
    ) {
      throw new Error('email not verified')
    }
    return prefix + value
  }
}

function groupsOf({ claim, prefix = '', expression }: Mapping): Read {
  if (expression !== undefined) {
    const run = claimExpression(expression)
    return (claims) => textsOf(run(claims))
  }
  return (claims) => {
    if (claim === undefined || !Object.hasOwn(claims, claim)) return []
    const value: unknown = claims[claim]
    const list = Array.isArray(value) ? value : [value]
    if (list.some((one) => typeof one !== 'string')) {
      throw new Error(
        `parse groups claim ${JSON.stringify(claim)}: not a string or a list of strings`,
      )
    }
    return list.map((one) => prefix + one)
  }
}

function uidOf({ claim, expression }: Mapping): (claims: Dict) => string {
  if (expression !== undefined) {
    const run = claimExpression(expression)
    return (claims) => {
      const value = run(claims)
      if (typeof value === 'string') return value
      throw new Error('uid claim expression must return a string')
    }
  }
  return (claims) => (claim === undefined ? '' : textClaim(claims, claim))
}

function textClaim(claims: Dict, claim: string): string {
  const value: unknown = Object.hasOwn(claims, claim) ? claims[claim] : undefined
  if (typeof value === 'string') return value
  throw new Error(`parse claim ${JSON.stringify(claim)}: claim not present or no string`)
}

function requireClaim(claims: Dict, claim: string, value: string): void {
  if (!Object.hasOwn(claims, claim)) {
    throw new Error(`required claim ${claim} not present in ID token`)
  }
  if (claims[claim] === value) return
  throw new Error(
    `required claim ${claim} value does not match. Got = ${claims[claim]}, want = ${value}`,
  )
}

function requireTrue(
  value: unknown,
  rule: { readonly expression: string; readonly message?: string },
  what: string,
): void {
  if (value === true) return
  const why = rule.message ?? `validation expression '${rule.expression}' failed`
  throw new Error(`error evaluating ${what} validation expression: ${why}`)
}
