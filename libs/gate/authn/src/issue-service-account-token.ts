// in: what a token is to say → out: the signed token. Never: whether it may be given.
import { CompactSign } from 'jose'
import type { Ref } from './service-account-claims.ts'
import { serviceAccountName } from './service-account-user.ts'
import type { SigningKey } from './signing-keys.ts'

export interface TokenOrder {
  readonly namespace: string
  readonly account: Ref
  readonly audiences: readonly string[]
  readonly nowMs: number
  readonly expirationSeconds: number
  /** Seconds after which the use of the token is noted as stale. */
  readonly warnAfterSeconds?: number
  readonly pod?: Ref
  readonly secret?: Ref
  /** Without a uid where the node of a pod does not exist. */
  readonly node?: { readonly name: string; readonly uid?: string }
  readonly tokenId: string
}

export async function issueServiceAccountToken(
  order: TokenOrder,
  issuer: string,
  key: SigningKey,
): Promise<string> {
  const now = Math.floor(order.nowMs / 1000)
  const { namespace, account, audiences, pod, secret, node } = order
  const own: Record<string, unknown> = { namespace }
  if (node) own.node = node
  if (pod) own.pod = pod
  if (secret) own.secret = secret
  own.serviceaccount = account
  if (order.warnAfterSeconds) own.warnafter = now + order.warnAfterSeconds
  const payload = {
    aud: audiences,
    exp: now + order.expirationSeconds,
    iat: now,
    iss: issuer,
    jti: order.tokenId,
    'kubernetes.io': own,
    nbf: now,
    sub: serviceAccountName(namespace, account.name),
  }
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: key.algorithm, kid: key.id })
    .sign(key.privateKey)
}
