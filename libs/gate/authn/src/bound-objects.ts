// in: the claims of a token → out: what it is bound to that is gone, if anything. Never: a signature.
import type { GroupResource, KubeObject } from '@binnacle/meta'
import { known } from './known-objects.ts'
import type { Ref, ServiceAccountClaims } from './service-account-claims.ts'

/** Go's clocks may differ by this much between the machine that signs and the one that checks. */
export const leewaySeconds = 60

export type Find = (
  resource: GroupResource,
  namespace: string,
  name: string,
) => KubeObject | undefined

const invalidated = 'service account token has been invalidated'

/** The reason why the token is no good now; undefined while it is good. */
export function whyExpired(claims: ServiceAccountClaims, nowMs: number): string | undefined {
  const now = nowMs / 1000
  const { notBefore, expiresAt, issuedAt } = claims
  if (notBefore !== undefined && now + leewaySeconds < notBefore) {
    return 'service account token is not valid yet'
  }
  if (expiresAt !== undefined && now - leewaySeconds > expiresAt) {
    return 'service account token has expired'
  }
  if (issuedAt !== undefined && now + leewaySeconds < issuedAt) {
    return 'service account token is issued in the future'
  }
  return undefined
}

/** Everything that the token names must still be the same object, and not be on its way out for long. */
export function whyUnbound(
  claims: ServiceAccountClaims,
  find: Find,
  nowMs: number,
): string | undefined {
  const { namespace, account } = claims
  const goneBeforeMs = nowMs - leewaySeconds * 1000
  const found = find(known.serviceAccounts, namespace, account.name)
  if (!found) return `serviceaccounts "${account.name}" not found`
  if (found.metadata.uid !== account.uid) {
    return `service account UID (${found.metadata.uid}) does not match claim (${account.uid})`
  }
  if (isDeleted(found, goneBeforeMs)) {
    return `service account ${namespace}/${account.name} has been deleted`
  }
  return whyReferencesGone(claims, find, goneBeforeMs)
}

function whyReferencesGone(
  { namespace, secret, pod, node, validatingWebhook, mutatingWebhook }: ServiceAccountClaims,
  find: Find,
  goneBeforeMs: number,
): string | undefined {
  const why = (
    ref: Ref | undefined,
    resource: GroupResource,
    inNamespace: string,
    [title, claim]: readonly [string, string],
  ): string | undefined => {
    if (!ref) return undefined
    const found = find(resource, inNamespace, ref.name)
    if (!found) return invalidated
    if (found.metadata.uid !== ref.uid) {
      return `${title} UID (${found.metadata.uid}) does not match service account ${claim} ref claim (${ref.uid})`
    }
    return isDeleted(found, goneBeforeMs) ? invalidated : undefined
  }
  // A pod's token names its node only for information.
  const boundNode = pod ? undefined : node
  return (
    why(secret, known.secrets, namespace, ['secret', 'secret']) ??
    why(pod, known.pods, namespace, ['pod', 'pod']) ??
    why(boundNode, known.nodes, '', ['node', 'node']) ??
    why(validatingWebhook, known.validating, '', [
      'ValidatingWebhookConfiguration',
      'validating',
    ]) ??
    why(mutatingWebhook, known.mutating, '', ['MutatingWebhookConfiguration', 'validating'])
  )
}

function isDeleted({ metadata }: KubeObject, goneBeforeMs: number): boolean {
  const at = metadata.deletionTimestamp
  return at !== undefined && Date.parse(at) < goneBeforeMs
}
