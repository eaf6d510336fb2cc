// in: a pod → out: what only the restricted level refuses of it. Never: the baseline level's rules.
import type { Dict } from '@binnacle/meta'
import {
  containersNamed,
  containersWhere,
  counted,
  hasOwnUsers,
  isWindows,
  type PodCheck,
  quoted,
  settersOf,
  sorted,
} from './finding.ts'

export const allowPrivilegeEscalation: PodCheck = (pod) => {
  const containers = containersWhere(
    pod,
    (one) => one.securityContext?.allowPrivilegeEscalation !== false,
  )
  if (containers.length === 0) return undefined
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${containersNamed(containers)} must set securityContext.allowPrivilegeEscalation=false`,
  }
}

export const dropAllCapabilities: PodCheck = (pod) => {
  const forbidden = new Set<string>()
  const keeping = containersWhere(pod, ({ securityContext }) => {
    const dropped: string[] = securityContext?.capabilities?.drop ?? []
    return !dropped.includes('ALL')
  })
  const adding = containersWhere(pod, ({ securityContext }) => {
    const added: string[] = securityContext?.capabilities?.add ?? []
    const bad = added.filter((name) => name !== 'NET_BIND_SERVICE')
    for (const name of bad) forbidden.add(name)
    return bad.length > 0
  })
  const details: string[] = []
  if (keeping.length > 0) {
    details.push(`${containersNamed(keeping)} must set securityContext.capabilities.drop=["ALL"]`)
  }
  if (adding.length > 0) {
    const names = quoted(sorted(forbidden))
    const must = `must not include ${names} in securityContext.capabilities.add`
    details.push(`${containersNamed(adding)} ${must}`)
  }
  if (details.length === 0) return undefined
  return { reason: 'unrestricted capabilities', detail: details.join('; ') }
}

const volumesAllowed = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]

/** Of several the first counts. */
const volumesKnown = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
]

export const restrictedVolumes: PodCheck = ({ spec }) => {
  const bad: Dict[] = (spec.volumes ?? []).filter(
    (volume: Dict) => !volumesAllowed.some((type) => volume[type]),
  )
  if (bad.length === 0) return undefined
  const types = sorted(bad.map((volume) => volumesKnown.find((type) => volume[type]) ?? 'unknown'))
  const names = quoted(bad.map((volume) => volume.name ?? ''))
  const what = counted('restricted volume type', 'restricted volume types', types.length)
  const use = counted('uses', 'use', bad.length)
  return {
    reason: 'restricted volume types',
    detail: `${counted('volume', 'volumes', bad.length)} ${names} ${use} ${what} ${quoted(types)}`,
  }
}

export const runAsNonRoot: PodCheck = (pod) => {
  const reason = 'runAsNonRoot != true'
  const byPod = pod.spec.securityContext?.runAsNonRoot
  const saying = containersWhere(pod, (one) => one.securityContext?.runAsNonRoot === false)
  const setters = settersOf(byPod === false, saying)
  if (setters !== '') {
    return { reason, detail: `${setters} must not set securityContext.runAsNonRoot=false` }
  }
  if (byPod === true) return undefined
  const silent = containersWhere(pod, (one) => one.securityContext?.runAsNonRoot === undefined)
  if (silent.length === 0) return undefined
  const detail = `pod or ${containersNamed(silent)} must set securityContext.runAsNonRoot=true`
  return { reason, detail }
}

export const runAsUser: PodCheck = (pod) => {
  const isRoot = (context: Dict | undefined) => context?.runAsUser === 0
  const containers = containersWhere(pod, (one) => isRoot(one.securityContext))
  const setters = settersOf(isRoot(pod.spec.securityContext), containers)
  if (setters === '') return undefined
  return { reason: 'runAsUser=0', detail: `${setters} must not set runAsUser=0` }
}

/** The same check, but not of pods for Windows. */
export const exceptWindows =
  (check: PodCheck): PodCheck =>
  (pod) =>
    isWindows(pod) ? undefined : check(pod)

/** The same check, but not of pods with user namespaces. */
export const exceptOwnUsers =
  (check: PodCheck): PodCheck =>
  (pod) =>
    hasOwnUsers(pod) ? undefined : check(pod)
