// in: a claim that asks for more → out: nothing, or a refusal where its class does not let it grow.
import { compareQuantities, type KubeObject, parseQuantity } from '@binnacle/meta'
import { isOf } from './of-resource.ts'
import { refusal } from './refuse.ts'
import type { AdmissionStep, Admitted } from './step.ts'

const storageClasses = { group: 'storage.k8s.io', resource: 'storageclasses' }
const classAnnotation = 'volume.beta.kubernetes.io/storage-class'

function sizeOf(claim: KubeObject) {
  return parseQuantity(claim.spec?.resources?.requests?.storage ?? '0')
}

function classOf(claim: KubeObject): string {
  return claim.metadata.annotations?.[classAnnotation] ?? claim.spec?.storageClassName ?? ''
}

function mayGrow({ surroundings }: Admitted, claim: KubeObject, was: KubeObject): boolean {
  const name = classOf(claim)
  if (name === '' || name !== classOf(was)) return false
  return surroundings.lookUp(storageClasses, '', name)?.allowVolumeExpansion === true
}

export const persistentVolumeClaimResize: AdmissionStep = {
  name: 'PersistentVolumeClaimResize',
  handles: ['UPDATE'],
  validate(write) {
    const { object, oldObject } = write
    if (!isOf(write, 'persistentvolumeclaims') || !object || !oldObject) return
    if (compareQuantities(sizeOf(object), sizeOf(oldObject)) <= 0) return
    if (oldObject.status?.phase !== 'Bound') {
      throw refusal(write, 'Only bound persistent volume claims can be expanded')
    }
    if (mayGrow(write, object, oldObject)) return
    const text =
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize'
    throw refusal(write, text)
  },
}
