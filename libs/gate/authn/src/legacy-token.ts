// in: the claims of a token that a secret keeps → out: why it is no good, if so. Never: a signature.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { KubeObject } from '@binnacle/meta'
import type { Find } from './bound-objects.ts'
import { known } from './known-objects.ts'
import type { ServiceAccountClaims } from './service-account-claims.ts'
import { splitServiceAccountName } from './service-account-user.ts'

export const legacyIssuer = 'kubernetes/serviceaccount'

const invalidSince = 'kubernetes.io/legacy-token-invalid-since'

/** What the claims lack. */
export function whyIncomplete({ subject, legacy }: ServiceAccountClaims): string | undefined {
  if (subject === '') return 'sub claim is missing'
  if (legacy.namespace === '') return 'namespace claim is missing'
  if (legacy.secretName === '') return 'secretName claim is missing'
  if (legacy.accountName === '') return 'serviceAccountName claim is missing'
  if (legacy.accountUid === '') return 'serviceAccountUID claim is missing'
  const split = splitServiceAccountName(subject)
  if (split?.namespace !== legacy.namespace || split.name !== legacy.accountName) {
    return 'sub claim is invalid'
  }
  return undefined
}

/** What the cluster holds against it. */
export function whyRevoked(
  token: string,
  { legacy }: ServiceAccountClaims,
  find: Find,
): string | undefined {
  const { namespace, secretName, accountName, accountUid } = legacy
  const secret = find(known.secrets, namespace, secretName)
  if (!secret || secret.metadata.deletionTimestamp) return 'Token has been invalidated'
  if (!holdsToken(secret, token)) return "Token does not match server's copy"
  const account = find(known.serviceAccounts, namespace, accountName)
  if (!account) return `serviceaccounts "${accountName}" not found`
  if (account.metadata.deletionTimestamp) {
    return `ServiceAccount ${namespace}/${accountName} has been deleted`
  }
  if (account.metadata.uid !== accountUid) {
    return `ServiceAccount UID (${account.metadata.uid}) does not match claim (${accountUid})`
  }
  const labels = secret.metadata.labels ?? {}
  if (Object.hasOwn(labels, invalidSince) && labels[invalidSince] !== '') {
    return (
      `the token in secret ${namespace}/${secretName} for service account ${namespace}/${accountName} ` +
      'has been marked invalid. Use tokens from the TokenRequest API or manually created secret-based ' +
      `tokens, or remove the '${invalidSince}' label from the secret to temporarily allow use of this token`
    )
  }
  return undefined
}

/** A warning for tokens that a controller of old made, which nobody asked for. */
export function warningOf({ legacy }: ServiceAccountClaims, find: Find): string | undefined {
  const account = find(known.serviceAccounts, legacy.namespace, legacy.accountName)
  const listed = account?.secrets?.some((ref: KubeObject) => ref?.name === legacy.secretName)
  return listed
    ? 'Use tokens from the TokenRequest API or manually created secret-based tokens instead of ' +
        'auto-generated secret-based tokens.'
    : undefined
}

function holdsToken(secret: KubeObject, token: string): boolean {
  const data = secret.data ?? {}
  const kept = Object.hasOwn(data, 'token') ? Buffer.from(String(data.token), 'base64') : ''
  return sameSecret(kept, token)
}

/** In a time that does not tell where they differ, nor how long they are. */
export function sameSecret(left: string | Buffer, right: string | Buffer): boolean {
  const digest = (value: string | Buffer) => createHash('sha256').update(value).digest()
  return timingSafeEqual(digest(left), digest(right))
}
