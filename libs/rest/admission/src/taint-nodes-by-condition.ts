// in: a new node → out: it with the taint that keeps pods away until it is ready.
import type { Dict } from '@binnacle/meta'
import { isOf } from './of-resource.ts'
import type { AdmissionStep } from './step.ts'

const key = 'node.kubernetes.io/not-ready'
const effect = 'NoSchedule'

export const taintNodesByCondition: AdmissionStep = {
  name: 'TaintNodesByCondition',
  handles: ['CREATE'],
  mutate(write) {
    if (!isOf(write, 'nodes') || write.object === undefined) return
    const node = write.object
    node.spec ??= {}
    const taints: Dict[] = node.spec.taints ?? []
    if (taints.some((taint) => taint.key === key && taint.effect === effect)) return
    node.spec.taints = [...taints, { key, effect }]
  },
}
