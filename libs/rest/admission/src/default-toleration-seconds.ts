// in: a pod → out: it with tolerations of nodes that are not ready or unreachable, for a while.
import type { Dict } from '@binnacle/meta'
import { isOf } from './of-resource.ts'
import type { AdmissionStep } from './step.ts'

export interface TolerationSeconds {
  readonly notReady: number
  readonly unreachable: number
}

const preset: TolerationSeconds = { notReady: 300, unreachable: 300 }

function tolerates(toleration: Dict, key: string): boolean {
  const sameKey = !toleration.key || toleration.key === key
  return sameKey && (!toleration.effect || toleration.effect === 'NoExecute')
}

export function defaultTolerationSeconds(seconds: TolerationSeconds = preset): AdmissionStep {
  const taints = [
    { key: 'node.kubernetes.io/not-ready', tolerationSeconds: seconds.notReady },
    { key: 'node.kubernetes.io/unreachable', tolerationSeconds: seconds.unreachable },
  ]
  return {
    name: 'DefaultTolerationSeconds',
    handles: ['CREATE', 'UPDATE'],
    mutate(write) {
      if (!isOf(write, 'pods') || write.object === undefined) return
      const { spec } = write.object
      const sent: Dict[] = spec.tolerations ?? []
      const missing = taints.filter(({ key }) => !sent.some((one) => tolerates(one, key)))
      if (missing.length === 0) return
      const added = missing.map(({ key, tolerationSeconds }) => ({
        key,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds,
      }))
      spec.tolerations = [...sent, ...added]
    },
  }
}
