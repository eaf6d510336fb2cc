// in: a pod that asks for devices → out: it with tolerations of the taints that keep others off those nodes.
import type { Dict } from '@binnacle/meta'
import { isOf } from '../of-resource.ts'
import type { AdmissionStep } from '../step.ts'

function isExtended(name: string): boolean {
  if (!name.includes('/') || name.startsWith('requests.')) return false
  return !name.split('/')[0]?.endsWith('kubernetes.io')
}

export const extendedResourceToleration: AdmissionStep = {
  name: 'ExtendedResourceToleration',
  handles: ['CREATE', 'UPDATE'],
  mutate(write) {
    const spec = write.object?.spec
    if (!isOf(write, 'pods') || spec === undefined) return
    const containers: readonly Dict[] = [...(spec.containers ?? []), ...(spec.initContainers ?? [])]
    const names = containers.flatMap(({ resources }) => Object.keys(resources?.requests ?? {}))
    for (const key of [...new Set(names.filter(isExtended))].sort()) {
      const same = ({ key: other, operator, effect }: Dict) =>
        other === key && effect === 'NoSchedule' && operator === 'Exists'
      const tolerations: Dict[] = spec.tolerations ?? []
      if (tolerations.some(same)) continue
      spec.tolerations = [...tolerations, { key, operator: 'Exists', effect: 'NoSchedule' }]
    }
  },
}
