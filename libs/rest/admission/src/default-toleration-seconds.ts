// in: a pod → out: it with tolerations of nodes that are not ready or unreachable, for five minutes.
import type { Dict } from '@binnacle/meta'
import { isOf } from './of-resource.ts'
import type { AdmissionStep } from './step.ts'

const tolerationSeconds = 300
const taints = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']

function tolerates(toleration: Dict, key: string): boolean {
  const sameKey = !toleration.key || toleration.key === key
  return sameKey && (!toleration.effect || toleration.effect === 'NoExecute')
}

export const defaultTolerationSeconds: AdmissionStep = {
  name: 'DefaultTolerationSeconds',
  handles: ['CREATE', 'UPDATE'],
  mutate(write) {
    if (!isOf(write, 'pods') || write.object === undefined) return
    const { spec } = write.object
    const sent: Dict[] = spec.tolerations ?? []
    const missing = taints.filter((key) => !sent.some((toleration) => tolerates(toleration, key)))
    if (missing.length === 0) return
    spec.tolerations = [
      ...sent,
      ...missing.map((key) => ({
        key,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds,
      })),
    ]
  },
}
