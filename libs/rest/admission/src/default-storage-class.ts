// in: a claim that names no class → out: it with the default storage class, when there is one.
import { newestDefault } from './newest-default.ts'
import { isOf } from './of-resource.ts'
import type { AdmissionStep } from './step.ts'

const storageClasses = { group: 'storage.k8s.io', resource: 'storageclasses' }
const marks = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
]
const classAnnotation = 'volume.beta.kubernetes.io/storage-class'

export const defaultStorageClass: AdmissionStep = {
  name: 'DefaultStorageClass',
  handles: ['CREATE'],
  mutate(write) {
    const { object, surroundings } = write
    if (!isOf(write, 'persistentvolumeclaims') || object === undefined) return
    if (object.metadata.annotations?.[classAnnotation] !== undefined) return
    if (object.spec.storageClassName !== undefined) return
    const found = newestDefault(surroundings.lookUpAll(storageClasses, ''), marks)
    if (found) object.spec.storageClassName = found.metadata.name
  },
}
