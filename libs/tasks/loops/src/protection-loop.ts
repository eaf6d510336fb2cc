// in: volumes and claims that are being deleted → out: let go when nothing uses them any more.
// Never: a claim that a pod on a node still has.
import type { ResourceDef } from '@binnacle/catalogue'
import type { Dict, KubeObject } from '@binnacle/meta'
import type { LocalClient } from '@binnacle/verbs'
import { builtin, isDeleting, isResource, type Loop, type LoopTools } from './loop-tools.ts'
import { WorkQueue } from './work-queue.ts'

const claimFinalizer = 'kubernetes.io/pvc-protection'
const volumeFinalizer = 'kubernetes.io/pv-protection'

export function protectionLoop(tools: LoopTools): Loop {
  const forClaims = tools.clientAs('pvc-protection-controller')
  const forVolumes = tools.clientAs('pv-protection-controller')
  /** Claims that are kept, by namespace. */
  const kept = new Map<string, Set<string>>()
  const queue = new WorkQueue({
    atOnce: 4,
    onTrouble: (key, error) => tools.log(`${key} is not let go: ${String(error)}`),
    async work(key) {
      const [namespace = '', name = ''] = key.split('/')
      if (namespace === '') await letVolumeGo(forVolumes, name)
      else await letClaimGo(forClaims, namespace, name)
      return undefined
    },
  })

  function keep(namespace: string, name: string): void {
    const names = kept.get(namespace) ?? new Set()
    kept.set(namespace, names.add(name))
    queue.add(`${namespace}/${name}`)
  }

  function podChanged(namespace: string): void {
    for (const name of kept.get(namespace) ?? []) queue.add(`${namespace}/${name}`)
  }

  return {
    changed(def, object) {
      if (isResource(def, '', 'pods')) podChanged(object.namespace)
      else if (isResource(def, '', 'persistentvolumes') && isDeleting(object.view())) {
        queue.add(`/${object.name}`)
      } else if (isResource(def, '', 'persistentvolumeclaims') && isDeleting(object.view())) {
        keep(object.namespace, object.name)
      }
    },
    gone(def, object) {
      if (isResource(def, '', 'pods')) podChanged(object.namespace)
      else if (isResource(def, '', 'persistentvolumeclaims')) {
        const names = kept.get(object.namespace)
        names?.delete(object.name)
        if (names?.size === 0) kept.delete(object.namespace)
      }
    },
    retold(def) {
      if (isResource(def, '', 'pods')) for (const namespace of kept.keys()) podChanged(namespace)
    },
    close: () => queue.close(),
  }
}

async function letVolumeGo(client: LocalClient, name: string): Promise<void> {
  const def = builtin(client, '', 'v1', 'persistentvolumes')
  const volume = def && (await client.get(def, '', name))
  if (!volume || !isDeleting(volume) || volume.status?.phase === 'Bound') return
  await dropFinalizer(client, def, volume, volumeFinalizer)
}

async function letClaimGo(client: LocalClient, namespace: string, name: string): Promise<void> {
  const def = builtin(client, '', 'v1', 'persistentvolumeclaims')
  // As new as etcd, and so are the pods that this replica knows afterwards.
  const claim = def && (await client.get(def, namespace, name))
  if (!claim || !isDeleting(claim)) return
  const pods = client.knownAll({ group: '', resource: 'pods' }, namespace)
  for (const pod of pods) if (uses(pod, claim)) return
  await dropFinalizer(client, def, claim, claimFinalizer)
}

/** A pod without a node has nothing mounted, and will not get a claim that is being deleted. */
function uses(pod: KubeObject, claim: KubeObject): boolean {
  if (!pod.spec?.nodeName) return false
  const { name } = claim.metadata
  const over = pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded'
  const owned = claim.metadata.ownerReferences?.some(
    ({ uid, controller }) => controller && uid === pod.metadata.uid,
  )
  return (pod.spec.volumes ?? []).some((volume: Dict) => {
    if (volume.persistentVolumeClaim?.claimName === name) return true
    return !over && owned && volume.ephemeral && `${pod.metadata.name}-${volume.name}` === name
  })
}

async function dropFinalizer(
  client: LocalClient,
  def: ResourceDef,
  { metadata }: KubeObject,
  finalizer: string,
): Promise<void> {
  const { namespace = '', name = '', finalizers = [], resourceVersion } = metadata
  if (!finalizers.includes(finalizer)) return
  const kept = finalizers.filter((each) => each !== finalizer)
  const body = { metadata: { resourceVersion, finalizers: kept.length > 0 ? kept : null } }
  const contentType = 'application/merge-patch+json'
  await client.call({ verb: 'patch', def, namespace, name, body, contentType })
}
