// in: a pod that names a runtime class → out: it with the class's overhead, node selector and tolerations.
import { isDeepStrictEqual } from 'node:util'
import type { Dict, KubeObject } from '@binnacle/meta'
import { isOf } from './of-resource.ts'
import { refusal } from './refuse.ts'
import type { AdmissionStep, Admitted } from './step.ts'

const runtimeClasses = { group: 'node.k8s.io', resource: 'runtimeclasses' }
const mismatch = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"

function classOf(write: Admitted, pod: KubeObject): KubeObject | undefined {
  const name = pod.spec.runtimeClassName
  if (name === undefined) return undefined
  const found = write.surroundings.lookUp(runtimeClasses, '', name)
  if (found) return found
  throw refusal(write, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`)
}

function setOverhead(write: Admitted, { spec }: KubeObject, fixed: Dict | undefined): void {
  const sent = spec.overhead ?? {}
  if (Object.keys(sent).length > 0 && !isDeepStrictEqual(sent, fixed ?? {})) {
    throw refusal(write, mismatch)
  }
  if (fixed) spec.overhead = { ...fixed }
}

function setScheduling(write: Admitted, { spec }: KubeObject, scheduling: Dict): void {
  for (const [key, value] of Object.entries(scheduling.nodeSelector ?? {})) {
    const own = spec.nodeSelector?.[key]
    if (own !== undefined && own !== value) {
      const text = `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`
      throw refusal(write, text)
    }
    spec.nodeSelector = { ...spec.nodeSelector, [key]: value }
  }
  const tolerations: Dict[] = [...(spec.tolerations ?? [])]
  for (const each of scheduling.tolerations ?? []) {
    if (!tolerations.some((other) => isDeepStrictEqual(other, each))) tolerations.push({ ...each })
  }
  if (tolerations.length > 0) spec.tolerations = tolerations
}

export const runtimeClass: AdmissionStep = {
  name: 'RuntimeClass',
  handles: ['CREATE'],
  mutate(write) {
    const pod = write.object
    if (!isOf(write, 'pods') || pod === undefined) return
    const found = classOf(write, pod)
    if (found?.overhead) setOverhead(write, pod, found.overhead.podFixed)
    if (found?.scheduling) setScheduling(write, pod, found.scheduling)
  },
  validate(write) {
    const pod = write.object
    if (!isOf(write, 'pods') || pod === undefined) return
    const overhead = classOf(write, pod)?.overhead
    if (overhead) {
      if (isDeepStrictEqual(overhead.podFixed ?? {}, pod.spec.overhead ?? {})) return
      throw refusal(write, mismatch)
    }
    if (pod.spec.overhead === undefined) return
    const text =
      'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'
    throw refusal(write, text)
  },
}
