// in: a pod → out: it with its service account, that account's pull secrets and a projected token.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Dict, KubeObject } from '@binnacle/meta'
import { refusal } from './refuse.ts'
import { secretRefusal } from './secret-references.ts'
import type { AdmissionStep, Admitted } from './step.ts'
import { mountToken } from './token-volume.ts'
import { visitSecretNames } from './visit-secrets.ts'

const serviceAccounts = { group: '', resource: 'serviceaccounts' }
const mirrorAnnotation = 'kubernetes.io/config.mirror'
const enforceAnnotation = 'kubernetes.io/enforce-mountable-secrets'
const defaultName = 'default'
/** The default account is made by a controller a moment after its namespace. */
const triesForDefault = 10

/** Looking at what this replica knows costs nothing: an account that comes is taken at once. */
async function waitFor(write: Admitted, name: string): Promise<KubeObject | undefined> {
  const untilMs = performance.now() + 100 + Math.random() * 100
  while (performance.now() < untilMs) {
    await sleep(3)
    const known = write.surroundings.lookUp(serviceAccounts, write.namespace, name)
    if (known) return known
  }
  return undefined
}

async function find(write: Admitted, name: string): Promise<KubeObject> {
  const { surroundings, namespace } = write
  const known = surroundings.lookUp(serviceAccounts, namespace, name)
  if (known) return known
  const def = surroundings.catalogue
    .current()
    .resource({ group: '', version: 'v1' }, 'serviceaccounts')
  const tries = name === defaultName ? triesForDefault : 1
  for (let count = 0; def && count < tries; count++) {
    const seen = count > 0 ? await waitFor(write, name) : undefined
    if (seen) return seen
    const stored = await surroundings.store.get({
      shape: surroundings.shapeOf(def),
      namespace,
      name,
    })
    if (stored) return stored.view()
  }
  const text = `error looking up service account ${namespace}/${name}: serviceaccount ${JSON.stringify(name)} not found`
  throw refusal(write, text)
}

function isMirror(pod: KubeObject): boolean {
  return pod.metadata.annotations?.[mirrorAnnotation] !== undefined
}

function mounts(account: KubeObject, pod: KubeObject): boolean {
  return pod.spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true
}

function concerns({ def, subresource, object }: Admitted): boolean {
  if (def.group !== '' || def.resource !== 'pods' || object === undefined) return false
  return subresource === '' || subresource === 'ephemeralcontainers'
}

function refuseMirror(write: Admitted, pod: KubeObject): void {
  if (pod.spec.serviceAccountName) {
    throw refusal(write, 'a mirror pod may not reference service accounts')
  }
  if (visitSecretNames(pod).next().done !== true) {
    throw refusal(write, 'a mirror pod may not reference secrets')
  }
  const tokens = (pod.spec.volumes ?? []).some((volume: Dict) =>
    volume.projected?.sources?.some((source: Dict) => source.serviceAccountToken),
  )
  if (tokens)
    throw refusal(write, 'a mirror pod may not use ServiceAccountToken volume projections')
}

function enforces(account: KubeObject): boolean {
  const value = account.metadata.annotations?.[enforceAnnotation] ?? ''
  return ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value)
}

async function validate(write: Admitted): Promise<void> {
  const pod = write.object as KubeObject
  const part = write.subresource === 'ephemeralcontainers'
  if (part ? write.operation !== 'UPDATE' : write.operation !== 'CREATE') return
  if (!part && isMirror(pod)) return refuseMirror(write, pod)
  const name = pod.spec.serviceAccountName ?? ''
  if (name === '') {
    const text = `no service account specified for pod ${write.namespace}/${pod.metadata.name ?? ''}`
    throw refusal(write, text)
  }
  const account = await find(write, name)
  if (!enforces(account)) return
  const reason = secretRefusal(account, pod, part)
  if (reason !== undefined) throw refusal(write, reason)
}

export const serviceAccount: AdmissionStep = {
  name: 'ServiceAccount',
  handles: ['CREATE', 'UPDATE'],
  async mutate(write) {
    if (!concerns(write) || write.operation !== 'CREATE') return
    const pod = write.object as KubeObject
    if (!isMirror(pod)) {
      if (!pod.spec.serviceAccountName) {
        pod.spec.serviceAccountName = defaultName
        pod.spec.serviceAccount = defaultName
      }
      const account = await find(write, pod.spec.serviceAccountName)
      if (mounts(account, pod)) mountToken(pod)
      const secrets: Dict[] = account.imagePullSecrets ?? []
      if (!pod.spec.imagePullSecrets?.length && secrets.length > 0) {
        pod.spec.imagePullSecrets = secrets.map(({ name }) => ({ name }))
      }
    }
    await validate(write)
  },
  async validate(write) {
    if (concerns(write)) await validate(write)
  },
}
