// in: namespaces as they come → out: each with its default service account and the root certificate.
// Never: anything in a namespace that is on its way out.
import { ApiError, type Dict, type KubeObject } from '@binnacle/meta'
import type { LocalCall, LocalClient } from '@binnacle/verbs'
import { builtin, isDeleting, isResource, type Loop, type LoopTools } from './loop-tools.ts'
import { WorkQueue } from './work-queue.ts'

const accountName = 'default'
const certificateName = 'kube-root-ca.crt'
const describes = 'kubernetes.io/description'
/** The annotation that upstream's publisher writes; clients may compare it. */
const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal ' +
  'endpoints such as the internal service IP or kubernetes.default.svc. No other usage is ' +
  'guaranteed across distributions of Kubernetes clusters.'

export function accountLoop(tools: LoopTools): Loop {
  const accounts = tools.clientAs('service-account-controller')
  const certificates = tools.clientAs('root-ca-cert-publisher')
  const queue = new WorkQueue({
    atOnce: 16,
    onTrouble: (name, error) => tools.log(`accounts of namespace ${name}: ${String(error)}`),
    async work(name) {
      const namespace = accounts.known({ group: '', resource: 'namespaces' }, '', name)
      if (namespace === undefined || isDeleting(namespace)) return undefined
      await Promise.all([
        unlessGone(() => putAccount(accounts, name)),
        tools.rootCa && unlessGone(() => putCertificate(certificates, name, tools.rootCa ?? '')),
      ])
      return undefined
    },
  })
  return {
    changed(def, object) {
      if (isResource(def, '', 'namespaces')) queue.add(object.name)
      else if (isResource(def, '', 'configmaps') && object.name === certificateName) {
        if (tools.rootCa && !isRight(object.view(), tools.rootCa)) queue.add(object.namespace)
      }
    },
    gone(def, object) {
      const ours =
        (isResource(def, '', 'serviceaccounts') && object.name === accountName) ||
        (isResource(def, '', 'configmaps') && object.name === certificateName)
      if (ours) queue.add(object.namespace)
    },
    retold(def) {
      const ours = isResource(def, '', 'serviceaccounts') || isResource(def, '', 'configmaps')
      if (!ours) return
      for (const { metadata } of accounts.knownAll({ group: '', resource: 'namespaces' }, '')) {
        queue.add(metadata.name ?? '')
      }
    },
    close: () => queue.close(),
  }
}

async function putAccount(client: LocalClient, namespace: string): Promise<void> {
  const def = builtin(client, '', 'v1', 'serviceaccounts')
  if (def === undefined || client.known(def, namespace, accountName)) return
  const body = { metadata: { name: accountName, namespace } }
  await createOnce(client, { verb: 'create', def, namespace, body })
}

async function putCertificate(client: LocalClient, namespace: string, ca: string): Promise<void> {
  const def = builtin(client, '', 'v1', 'configmaps')
  if (def === undefined) return
  const data = { 'ca.crt': ca }
  const known = client.known(def, namespace, certificateName)
  if (known === undefined) {
    const metadata = { name: certificateName, namespace, annotations: { [describes]: description } }
    const made = await createOnce(client, {
      verb: 'create',
      def,
      namespace,
      body: { metadata, data },
    })
    if (made) return
  }
  const there = await client.get(def, namespace, certificateName)
  if (there === undefined || isRight(there, ca)) return
  const annotations = { ...there.metadata.annotations, [describes]: description }
  const body = { ...there, metadata: { ...there.metadata, annotations }, data }
  await client.call({ verb: 'update', def, namespace, name: certificateName, body })
}

function isRight({ data, metadata }: KubeObject, ca: string): boolean {
  const found: Dict = data ?? {}
  return (
    Object.keys(found).length === 1 &&
    found['ca.crt'] === ca &&
    Boolean(metadata.annotations?.[describes])
  )
}

/** false: it was there already. */
async function createOnce(client: LocalClient, call: LocalCall): Promise<boolean> {
  try {
    await client.call(call)
    return true
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'AlreadyExists') return false
    throw error
  }
}

/** A namespace that went, or is going, needs nothing any more. */
async function unlessGone(put: () => Promise<void>): Promise<void> {
  try {
    await put()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const causes = error.status.details?.causes ?? []
    if (error.code === 404) return
    if (causes.some(({ reason }) => reason === 'NamespaceTerminating')) return
    throw error
  }
}
