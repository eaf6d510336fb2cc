// in: an ingress that names no class → out: it with the default class, when there is one.
import { newestDefault } from './newest-default.ts'
import { isOf } from './of-resource.ts'
import type { AdmissionStep } from './step.ts'

const ingressClasses = { group: 'networking.k8s.io', resource: 'ingressclasses' }
const marks = ['ingressclass.kubernetes.io/is-default-class']
const classAnnotation = 'kubernetes.io/ingress.class'

export const defaultIngressClass: AdmissionStep = {
  name: 'DefaultIngressClass',
  handles: ['CREATE'],
  mutate(write) {
    const { object, surroundings } = write
    if (!isOf(write, 'ingresses.networking.k8s.io') || object === undefined) return
    if (object.spec.ingressClassName !== undefined) return
    if (object.metadata.annotations?.[classAnnotation] !== undefined) return
    const found = newestDefault(surroundings.lookUpAll(ingressClasses, ''), marks)
    if (found) object.spec.ingressClassName = found.metadata.name
  },
}
