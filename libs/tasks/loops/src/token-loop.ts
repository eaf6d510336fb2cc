// in: secrets that hold tokens of service accounts → out: filled while the account is there, gone after it.
// Never: a secret of another account with the same name.
import type { StoredObject } from '@binnacle/objects'
import { ApiError, type KubeObject } from '@binnacle/meta'
import type { LocalClient } from '@binnacle/verbs'
import { builtin, isDeleting, isResource, type Loop, type LoopTools } from './loop-tools.ts'
import { WorkQueue } from './work-queue.ts'

const tokenType = 'kubernetes.io/service-account-token'
const nameOf = 'kubernetes.io/service-account.name'
const uidOf = 'kubernetes.io/service-account.uid'
const typeMark = Buffer.from(`"${tokenType}"`)

export function tokenLoop(tools: LoopTools): Loop {
  const client = tools.clientAs('tokens-controller')
  /** Secrets that hold tokens, by `NAMESPACE/ACCOUNT`. */
  const secrets = new Map<string, Set<string>>()
  const queue = new WorkQueue({
    atOnce: 4,
    onTrouble: (key, error) => tools.log(`token secret ${key} is not settled: ${String(error)}`),
    async work(key) {
      const [namespace = '', name = ''] = key.split('/')
      await settle(tools, client, namespace, name)
      return undefined
    },
  })

  function accountGone(key: string): void {
    const [namespace] = key.split('/')
    for (const name of secrets.get(key) ?? []) queue.add(`${namespace}/${name}`)
  }

  return {
    changed(def, object, added) {
      const { namespace, name } = object
      if (isResource(def, '', 'serviceaccounts') && added) accountGone(`${namespace}/${name}`)
      if (!isResource(def, '', 'secrets') || !holdsToken(object)) return
      const account = accountOf(object.view())
      if (account === '') return
      const key = `${namespace}/${account}`
      secrets.set(key, (secrets.get(key) ?? new Set()).add(name))
      queue.add(`${namespace}/${name}`)
    },
    gone(def, object) {
      const { namespace, name } = object
      if (isResource(def, '', 'serviceaccounts')) accountGone(`${namespace}/${name}`)
      if (!isResource(def, '', 'secrets') || !holdsToken(object)) return
      const key = `${namespace}/${accountOf(object.view())}`
      secrets.get(key)?.delete(name)
      if (secrets.get(key)?.size === 0) secrets.delete(key)
    },
    retold(def) {
      if (!isResource(def, '', 'serviceaccounts')) return
      for (const key of secrets.keys()) accountGone(key)
    },
    close: () => queue.close(),
  }
}

/** Other secrets are not even parsed. */
function holdsToken({ bytes }: StoredObject): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(typeMark)
}

function accountOf({ type, metadata }: KubeObject): string {
  return type === tokenType ? (metadata.annotations?.[nameOf] ?? '') : ''
}

async function settle(
  tools: LoopTools,
  client: LocalClient,
  namespace: string,
  name: string,
): Promise<void> {
  const secretDef = builtin(client, '', 'v1', 'secrets')
  const accountDef = builtin(client, '', 'v1', 'serviceaccounts')
  const secret = secretDef && (await client.get(secretDef, namespace, name))
  const accountName = secret && accountOf(secret)
  if (!secret || !accountDef || !accountName || isDeleting(secret)) return
  const account = await client.get(accountDef, namespace, accountName)
  const uid = secret.metadata.annotations?.[uidOf] ?? ''
  if (account && (uid === '' || uid === account.metadata.uid)) {
    await fill(tools, client, secret, account)
    return
  }
  const preconditions = { uid: secret.metadata.uid }
  const body = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions }
  try {
    await client.call({ verb: 'delete', def: secretDef, namespace, name, body })
  } catch (error) {
    if (!(error instanceof ApiError) || ![404, 409].includes(error.code)) throw error
  }
}

async function fill(
  tools: LoopTools,
  client: LocalClient,
  secret: KubeObject,
  account: KubeObject,
): Promise<void> {
  const { namespace = '', name = '', annotations } = secret.metadata
  const data: Record<string, string> = { ...secret.data }
  const ca = tools.rootCa && inBase64(tools.rootCa)
  if (ca && data['ca.crt'] !== ca) data['ca.crt'] = ca
  data.namespace ||= inBase64(namespace)
  if (!data.token) {
    const token = await tools.accountToken?.(account, secret)
    if (token) data.token = inBase64(token)
  }
  if (JSON.stringify(data) === JSON.stringify(secret.data)) return
  const owner = { [nameOf]: account.metadata.name ?? '', [uidOf]: account.metadata.uid ?? '' }
  const metadata = { ...secret.metadata, annotations: { ...annotations, ...owner } }
  const def = builtin(client, '', 'v1', 'secrets')
  if (def === undefined) return
  await client.call({ verb: 'update', def, namespace, name, body: { ...secret, metadata, data } })
}

function inBase64(text: string): string {
  return Buffer.from(text).toString('base64')
}
