// in: a pod → out: the names of all secrets it refers to.
import type { Dict, KubeObject } from '@binnacle/meta'

function* ofContainer(container: Dict): Generator<string> {
  for (const { secretRef } of container.envFrom ?? []) if (secretRef) yield secretRef.name
  for (const { valueFrom } of container.env ?? []) {
    if (valueFrom?.secretKeyRef) yield valueFrom.secretKeyRef.name
  }
}

function* ofVolume(volume: Dict): Generator<string> {
  if (volume.secret) yield volume.secret.secretName
  for (const source of volume.projected?.sources ?? []) if (source.secret) yield source.secret.name
  const kinds = ['cephfs', 'cinder', 'flexVolume', 'rbd', 'scaleIO', 'iscsi', 'storageos']
  for (const kind of kinds) if (volume[kind]?.secretRef) yield volume[kind].secretRef.name
  if (volume.azureFile?.secretName) yield volume.azureFile.secretName
  if (volume.csi?.nodePublishSecretRef) yield volume.csi.nodePublishSecretRef.name
}

export function* visitSecretNames({ spec }: KubeObject): Generator<string> {
  for (const { name } of spec.imagePullSecrets ?? []) yield name
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const container of spec[list] ?? []) yield* ofContainer(container)
  }
  for (const volume of spec.volumes ?? []) yield* ofVolume(volume)
}
