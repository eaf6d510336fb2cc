// in: a pod → out: it with a projected token in every container that does not bring its own.
import { randomInt } from 'node:crypto'
import type { Dict, KubeObject } from '@binnacle/meta'

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount'
const prefix = 'kube-api-access-'
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'
const suffixLength = 5
/** An hour and seven seconds: clients that do not renew are noticed by these seconds. */
const expirationSeconds = 3607

function randomName(): string {
  const letters = Array.from({ length: suffixLength }, () => alphabet[randomInt(alphabet.length)])
  return prefix + letters.join('')
}

function tokenVolume(name: string): Dict {
  const path = 'namespace'
  const fieldRef = { apiVersion: 'v1', fieldPath: 'metadata.namespace' }
  return {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path, fieldRef }] } },
      ],
      defaultMode: 0o644,
    },
  }
}

/** A volume of the pod whose name says so is used in place of a new one. */
export function mountToken({ spec }: KubeObject): void {
  const volumes: Dict[] = spec.volumes ?? []
  const own = volumes.find(({ name }) => name?.startsWith(prefix))
  const name = own?.name ?? randomName()
  let used = false
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])] as Dict[]) {
    const mounts: Dict[] = container.volumeMounts ?? []
    if (mounts.some((mount) => mount.mountPath === mountPath)) continue
    container.volumeMounts = [...mounts, { name, readOnly: true, mountPath }]
    used = true
  }
  if (own === undefined && used) spec.volumes = [...volumes, tokenVolume(name)]
}
