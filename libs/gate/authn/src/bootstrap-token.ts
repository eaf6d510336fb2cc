// in: a bearer token → out: the joining node that it was made for. Never: a token of another form.
import type { KubeObject } from '@binnacle/meta'
import type { KnownObjects } from './known-objects.ts'
import { known } from './known-objects.ts'
import { knownUser } from './known-user.ts'
import { sameSecret } from './legacy-token.ts'
import type { TokenOutcome } from './token-outcome.ts'

const form = /^([a-z0-9]{6})\.([a-z0-9]{16})$/
const groupForm = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/

/** `ID.SECRET`, kept in the secret kube-system/bootstrap-token-ID. */
export async function bootstrapToken(
  token: string,
  objects: KnownObjects,
  apiAudiences: readonly string[],
): Promise<TokenOutcome> {
  const [, id, secretPart] = form.exec(token) ?? []
  if (id === undefined || secretPart === undefined) return undefined
  const name = `bootstrap-token-${id}`
  const secret =
    objects.lookUp(known.secrets, 'kube-system', name) ??
    (await objects.read(known.secrets, 'kube-system', name))
  if (!secret || secret.metadata.deletionTimestamp) return undefined
  if (secret.type !== 'bootstrap.kubernetes.io/token') return undefined
  const matches = sameSecret(keyText(secret, 'token-secret'), secretPart)
  if (!matches || keyText(secret, 'token-id') !== id || isExpired(secret)) return undefined
  if (keyText(secret, 'usage-bootstrap-authentication') !== 'true') return undefined
  const groups = groupsOf(secret)
  if (!groups) return undefined
  return {
    user: knownUser({ name: `system:bootstrap:${id}`, groups }),
    audiences: apiAudiences,
  }
}

function keyText(secret: KubeObject, key: string): string {
  const data = secret.data ?? {}
  return Object.hasOwn(data, key) ? Buffer.from(String(data[key]), 'base64').toString('utf8') : ''
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** A time that cannot be read counts as past. */
function isExpired(secret: KubeObject): boolean {
  const until = keyText(secret, 'expiration')
  if (until === '') return false
  return !rfc3339.test(until) || !(Date.parse(until) > Date.now())
}

function groupsOf(secret: KubeObject): string[] | undefined {
  const extra = keyText(secret, 'auth-extra-groups')
  const groups = extra === '' ? [] : extra.split(',')
  if (groups.some((group) => !groupForm.test(group))) return undefined
  return [...new Set(['system:bootstrappers', ...groups])].sort()
}
