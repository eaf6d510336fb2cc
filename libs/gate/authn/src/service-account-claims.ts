// in: the payload of a token whose signature was checked → out: its claims, typed. Never: trust.

export interface Ref {
  readonly name: string
  readonly uid: string
}

export interface ServiceAccountClaims {
  readonly issuer: string
  readonly subject: string
  readonly audiences: readonly string[]
  readonly expiresAt: number | undefined
  readonly notBefore: number | undefined
  readonly issuedAt: number | undefined
  readonly tokenId: string
  readonly namespace: string
  readonly account: Ref
  readonly secret: Ref | undefined
  readonly pod: Ref | undefined
  readonly node: Ref | undefined
  readonly validatingWebhook: Ref | undefined
  readonly mutatingWebhook: Ref | undefined
  readonly warnAfter: number | undefined
  readonly legacy: LegacyClaims
}

/** Of tokens kept in secrets, which never expire. */
export interface LegacyClaims {
  readonly namespace: string
  readonly secretName: string
  readonly accountName: string
  readonly accountUid: string
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the payload holds
type Json = any

/** undefined where a claim has a type that it may not have. */
export function readClaims(payload: Json): ServiceAccountClaims | undefined {
  try {
    return read(payload)
  } catch {
    return undefined
  }
}

const legacyPrefix = 'kubernetes.io/serviceaccount/'

function read(payload: Json): ServiceAccountClaims {
  const own = objectOf(payload['kubernetes.io'] ?? {})
  return {
    issuer: textOf(payload.iss),
    subject: textOf(payload.sub),
    audiences: audiencesOf(payload.aud),
    expiresAt: secondsOf(payload.exp),
    notBefore: secondsOf(payload.nbf),
    issuedAt: secondsOf(payload.iat),
    tokenId: textOf(payload.jti),
    namespace: textOf(own.namespace),
    account: refOf(own.serviceaccount ?? {}) as Ref,
    secret: refOf(own.secret),
    pod: refOf(own.pod),
    node: refOf(own.node),
    validatingWebhook: refOf(own.validatingwebhookconfiguration),
    mutatingWebhook: refOf(own.mutatingwebhookconfiguration),
    warnAfter: secondsOf(own.warnafter),
    legacy: {
      namespace: textOf(payload[`${legacyPrefix}namespace`]),
      secretName: textOf(payload[`${legacyPrefix}secret.name`]),
      accountName: textOf(payload[`${legacyPrefix}service-account.name`]),
      accountUid: textOf(payload[`${legacyPrefix}service-account.uid`]),
    },
  }
}

function objectOf(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('claim')
  return value
}

function textOf(value: Json): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw new Error('claim')
  return value
}

function secondsOf(value: Json): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number') throw new Error('claim')
  return Math.trunc(value)
}

function audiencesOf(value: Json): string[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value.map(textOf) : [textOf(value)]
}

function refOf(value: Json): Ref | undefined {
  if (value === undefined || value === null) return undefined
  const ref = objectOf(value)
  return { name: textOf(ref.name), uid: textOf(ref.uid) }
}
