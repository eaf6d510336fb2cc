// in: a service account that limits secrets, and a pod → out: why the pod may not refer to one, or nothing.
import type { Dict, KubeObject } from '@binnacle/meta'

function named(list: Dict[] | undefined): Set<string> {
  return new Set((list ?? []).map(({ name }) => name))
}

function ofContainers(
  containers: Dict[] | undefined,
  label: string,
  allowed: Set<string>,
  account: string,
): string | undefined {
  const tail = `is not allowed because service account ${account} does not reference that secret`
  for (const container of containers ?? []) {
    for (const env of container.env ?? []) {
      const name = env.valueFrom?.secretKeyRef?.name
      if (name === undefined || allowed.has(name)) continue
      return `${label} ${container.name} with envVar ${env.name} referencing secret.secretName="${name}" ${tail}`
    }
    for (const { secretRef } of container.envFrom ?? []) {
      if (secretRef === undefined || allowed.has(secretRef.name)) continue
      return `${label} ${container.name} with envFrom referencing secret.secretName="${secretRef.name}" ${tail}`
    }
  }
  return undefined
}

function ofVolumes(pod: KubeObject, allowed: Set<string>, account: string): string | undefined {
  for (const { secret } of pod.spec.volumes ?? []) {
    if (secret === undefined || allowed.has(secret.secretName)) continue
    return `volume with secret.secretName="${secret.secretName}" is not allowed because service account ${account} does not reference that secret`
  }
  return undefined
}

function ofPullSecrets(pod: KubeObject, account: KubeObject): string | undefined {
  const allowed = named(account.imagePullSecrets)
  const references: Dict[] = pod.spec.imagePullSecrets ?? []
  const index = references.findIndex(({ name }) => !allowed.has(name))
  if (index < 0) return undefined
  return `imagePullSecrets[${index}].name="${references[index]?.name}" is not allowed because service account ${account.metadata.name} does not reference that imagePullSecret`
}

export function secretRefusal(
  account: KubeObject,
  pod: KubeObject,
  onlyEphemeral: boolean,
): string | undefined {
  const allowed = named(account.secrets)
  const name = account.metadata.name ?? ''
  const { spec } = pod
  if (onlyEphemeral) {
    return ofContainers(spec.ephemeralContainers, 'ephemeral container', allowed, name)
  }
  return (
    ofVolumes(pod, allowed, name) ??
    ofContainers(spec.initContainers, 'init container', allowed, name) ??
    ofContainers(spec.containers, 'container', allowed, name) ??
    ofPullSecrets(pod, account)
  )
}
