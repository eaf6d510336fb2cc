// in: a new volume, claim or attributes class → out: it with the finalizer that keeps it while it is in use.
import { isOf } from './of-resource.ts'
import type { AdmissionStep } from './step.ts'

const finalizers = {
  persistentvolumes: 'kubernetes.io/pv-protection',
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  'volumeattributesclasses.storage.k8s.io': 'kubernetes.io/vac-protection',
}

export const storageObjectInUseProtection: AdmissionStep = {
  name: 'StorageObjectInUseProtection',
  handles: ['CREATE'],
  mutate(write) {
    const { object } = write
    for (const [resource, finalizer] of Object.entries(finalizers)) {
      if (object === undefined || !isOf(write, resource)) continue
      const present = object.metadata.finalizers ?? []
      if (!present.includes(finalizer)) object.metadata.finalizers = [...present, finalizer]
    }
  },
}
