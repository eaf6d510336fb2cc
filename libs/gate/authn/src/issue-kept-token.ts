// in: an account and the secret that is to keep its token → out: the signed token, which never expires.
// Never: whether it may be given.
import { CompactSign } from 'jose'
import { legacyIssuer } from './legacy-token.ts'
import { serviceAccountName } from './service-account-user.ts'
import type { SigningKey } from './signing-keys.ts'

export interface KeptTokenOrder {
  readonly namespace: string
  readonly account: { readonly name: string; readonly uid: string }
  readonly secretName: string
}

export async function issueKeptToken(
  { namespace, account, secretName }: KeptTokenOrder,
  key: SigningKey,
): Promise<string> {
  const payload = {
    iss: legacyIssuer,
    'kubernetes.io/serviceaccount/namespace': namespace,
    'kubernetes.io/serviceaccount/secret.name': secretName,
    'kubernetes.io/serviceaccount/service-account.name': account.name,
    'kubernetes.io/serviceaccount/service-account.uid': account.uid,
    sub: serviceAccountName(namespace, account.name),
  }
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: key.algorithm, kid: key.id })
    .sign(key.privateKey)
}
