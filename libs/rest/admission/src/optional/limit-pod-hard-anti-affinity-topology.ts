// in: a pod → out: the refusal of hard anti-affinity by anything but the host. Never: changes.
import { type Dict, forbiddenError } from '@binnacle/meta'
import { isOf } from '../of-resource.ts'
import type { AdmissionStep } from '../step.ts'

const hostname = 'kubernetes.io/hostname'

export const limitPodHardAntiAffinityTopology: AdmissionStep = {
  name: 'LimitPodHardAntiAffinityTopology',
  handles: ['CREATE', 'UPDATE'],
  validate(write) {
    const { object, def } = write
    if (!isOf(write, 'pods') || object === undefined) return
    const { podAntiAffinity } = object.spec?.affinity ?? {}
    const terms: readonly Dict[] =
      podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
    const bad = terms.find(({ topologyKey }) => topologyKey !== hostname)
    if (bad === undefined) return
    const text = `affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey ${bad.topologyKey ?? ''} but only key ${hostname} is allowed`
    throw forbiddenError(def, object.metadata.name ?? '', text)
  },
}
