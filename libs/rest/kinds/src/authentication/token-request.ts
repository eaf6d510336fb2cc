// in: a request for serviceaccounts/token → out: a signed token. Never: a token for an account that is gone.
import type { ResourceRequest } from '@binnacle/exchange'
import {
  conflict,
  type Dict,
  type FieldError,
  formatTime,
  internalError,
  invalid,
  invalidError,
  type KubeObject,
  notFoundError,
} from '@binnacle/meta'
import type { SubresourceRule, SubresourceTools } from '../kind.ts'
import type { Surroundings } from '../surroundings.ts'
import { bindToken, isWebhookRef } from './bind-token.ts'

const kind = { group: 'authentication.k8s.io', kind: 'TokenRequest' }
const accounts = { group: '', resource: 'serviceaccounts' }

/** What a kubelet asks for on behalf of a pod; such tokens may live on while their use is noted. */
const podTokenSeconds = 3607
const extendedSeconds = 365 * 24 * 3600

export const tokenRequest: SubresourceRule = {
  writes: 'own',
  async serve(request, tools) {
    const { surroundings } = tools
    const order = await tools.read(request)
    const mutable = await tools.admit(request, order)
    const { name, namespace } = request.info
    mustFit(mutable, name, namespace)
    const account = await readAccount(surroundings, namespace, name)
    settle(mutable, account, tools, request)
    const errors = check(mutable.spec)
    if (errors.length > 0) throw invalidError(kind, '', errors)
    const bound = await bindToken(surroundings, mutable, account)
    return tools.reply(request, 201, await sign(mutable, account, bound, tools, request))
  },
}

function mustFit({ metadata }: KubeObject, name: string, namespace: string): void {
  const wrong = (field: string, value: string, what: string) =>
    invalidError(kind, name, [
      invalid(`metadata.${field}`, value, `must match the service account ${what} if specified`),
    ])
  if (metadata.name && metadata.name !== name) throw wrong('name', metadata.name, 'name')
  if (metadata.namespace && metadata.namespace !== namespace) {
    throw wrong('namespace', metadata.namespace, 'namespace')
  }
}

async function readAccount(
  { store, shapeOf, catalogue }: Surroundings,
  namespace: string,
  name: string,
): Promise<KubeObject> {
  const def = catalogue.current().resource({ group: '', version: 'v1' }, 'serviceaccounts')
  const stored = def && (await store.get({ shape: shapeOf(def), namespace, name }))
  if (!stored) throw notFoundError(accounts, name)
  return stored.view()
}

function settle(
  object: KubeObject,
  account: KubeObject,
  tools: SubresourceTools,
  request: ResourceRequest,
): void {
  const { metadata } = object
  const { uid } = account.metadata
  if (metadata.uid && metadata.uid !== uid) {
    throw conflict(
      { group: kind.group, resource: kind.kind },
      account.metadata.name ?? '',
      `the UID in the token request (${metadata.uid}) does not match the UID of the service account (${uid})`,
    )
  }
  object.metadata = {
    ...metadata,
    name: account.metadata.name,
    namespace: account.metadata.namespace,
    uid,
    creationTimestamp: formatTime(tools.context(request).now),
  }
  object.spec ??= {}
  object.spec.audiences ??= []
  object.spec.expirationSeconds ??= 3600
  object.spec.boundObjectRef ??= null
  if (object.spec.audiences.length === 0) {
    object.spec.audiences = [...tools.surroundings.settings.apiAudiences]
  }
}

function check(spec: Dict): FieldError[] {
  const errors: FieldError[] = []
  const seconds: number | bigint = spec.expirationSeconds
  const expiration = (text: string) => invalid('spec.expirationSeconds', seconds, text)
  if (seconds < 600) errors.push(expiration('may not specify a duration less than 10 minutes'))
  if (seconds > 2 ** 32) {
    errors.push(expiration('may not specify a duration larger than 2^32 seconds'))
  }
  const attestations: Dict = spec.attestations ?? {}
  if (isWebhookRef(spec.boundObjectRef)) {
    if (spec.audiences.length !== 1) {
      const text = 'must be length 1 when bound to a webhook config'
      errors.push(invalid('spec.audiences', spec.audiences, text))
    }
  } else if (Object.keys(attestations).length > 0) {
    const text = 'attestations may only be specified with a webhook bound object reference'
    return [invalid('spec.attestations', attestations, text)]
  }
  return errors
}

async function sign(
  object: KubeObject,
  account: KubeObject,
  bound: Awaited<ReturnType<typeof bindToken>>,
  tools: SubresourceTools,
  request: ResourceRequest,
): Promise<KubeObject> {
  const { access, settings } = tools.surroundings
  const { maxExpirationSeconds, extendExpiration } = access.tokenSettings
  const { spec } = object
  if (maxExpirationSeconds > 0 && spec.expirationSeconds > maxExpirationSeconds) {
    request.warnings.push(
      `requested expiration of ${spec.expirationSeconds} seconds shortened to ${maxExpirationSeconds} seconds`,
    )
    spec.expirationSeconds = maxExpirationSeconds
  }
  const ours = spec.audiences.every((one: string) => settings.apiAudiences.includes(one))
  const asked = Number(spec.expirationSeconds)
  const extend = extendExpiration && bound.pod !== undefined && asked === podTokenSeconds && ours
  const nowMs = tools.context(request).now.getTime()
  const token = await access.issueToken({
    namespace: account.metadata.namespace ?? '',
    account: { name: account.metadata.name ?? '', uid: account.metadata.uid ?? '' },
    audiences: spec.audiences,
    nowMs,
    expirationSeconds: extend ? extendedSeconds : asked,
    warnAfterSeconds: extend ? asked : undefined,
    tokenId: crypto.randomUUID(),
    ...bound,
  })
  if (token === undefined) throw internalError('failed to generate token: no signing key')
  object.status = { token, expirationTimestamp: formatTime(new Date(nowMs + asked * 1000)) }
  return object
}
