// in: the reference in a token request → out: what the token is bound to. Never: a token.
import {
  badRequest,
  conflict,
  type Dict,
  type GroupResource,
  type KubeObject,
  notFoundError,
  parseApiVersion,
} from '@binnacle/meta'
import type { NewToken } from '../access-services.ts'
import type { Surroundings } from '../surroundings.ts'

export type Bound = Pick<NewToken, 'pod' | 'secret' | 'node'>

const webhookKinds = ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration']

export function isWebhookRef(ref: Dict | null | undefined): boolean {
  return ref ? webhookKinds.includes(ref.kind) : false
}

export async function bindToken(
  surroundings: Surroundings,
  order: KubeObject,
  account: KubeObject,
): Promise<Bound> {
  const ref: Dict | null | undefined = order.spec.boundObjectRef
  if (!ref) return {}
  const { group, version } = parseApiVersion(ref.apiVersion ?? '')
  const gvk = { group, version, kind: ref.kind ?? '' }
  const namespace = account.metadata.namespace ?? ''
  const find = (resource: string, home: string) =>
    read(surroundings, resource, home, ref.name ?? '')
  if (group === '' && gvk.kind === 'Pod') {
    const pod = await find('pods', namespace)
    if (pod.spec?.serviceAccountName !== account.metadata.name) {
      throw badRequest(
        `cannot bind token for serviceaccount ${JSON.stringify(account.metadata.name)} to pod running ` +
          'with different serviceaccount name.',
      )
    }
    mustBe(ref, pod)
    return { pod: refOf(pod), node: await nodeOf(surroundings, pod) }
  }
  if (group === '' && gvk.kind === 'Node') {
    const node = await find('nodes', '')
    mustBe(ref, node)
    return { node: refOf(node) }
  }
  if (group === '' && gvk.kind === 'Secret') {
    const secret = await find('secrets', namespace)
    mustBe(ref, secret)
    return { secret: refOf(secret) }
  }
  // The core group is written as an empty one here.
  const what = `cannot bind token to object of type ${group}/${version}, Kind=${gvk.kind}`
  const gated = ref.apiVersion === 'admissionregistration.k8s.io/v1' && isWebhookRef(ref)
  throw badRequest(
    gated ? `${what} (feature gate APIServerWebhookAuthenticationToken is disabled)` : what,
  )
}

async function read(
  { store, shapeOf, catalogue }: Surroundings,
  resource: string,
  namespace: string,
  name: string,
): Promise<KubeObject> {
  if (name === '') throw badRequest('Name parameter required.')
  const def = catalogue.current().resource({ group: '', version: 'v1' }, resource)
  const stored = def && (await store.get({ shape: shapeOf(def), namespace, name }))
  const named: GroupResource = { group: '', resource }
  if (!stored) throw notFoundError(named, name)
  return stored.view()
}

function mustBe(ref: Dict, { metadata }: KubeObject): void {
  if (!ref.uid || ref.uid === metadata.uid) return
  throw conflict(
    { group: '', resource: ref.kind },
    ref.name,
    `the UID in the bound object reference (${ref.uid}) does not match the UID in record. ` +
      'The object might have been deleted and then recreated',
  )
}

/** The node of a pod is named even when it is not there, for whoever looks into the token. */
async function nodeOf(surroundings: Surroundings, pod: KubeObject): Promise<Bound['node']> {
  const name: string = pod.spec?.nodeName ?? ''
  if (name === '') return undefined
  const known = surroundings.lookUp({ group: '', resource: 'nodes' }, '', name)
  if (known) return refOf(known)
  const found = await read(surroundings, 'nodes', '', name).catch(() => undefined)
  return found ? refOf(found) : { name }
}

function refOf({ metadata }: KubeObject): { name: string; uid: string } {
  return { name: metadata.name ?? '', uid: metadata.uid ?? '' }
}
