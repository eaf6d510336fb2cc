// in: a pod or binding that names a node → out: it with the node's zone and region as labels.
import type { AdmissionStep } from './step.ts'

const nodes = { group: '', resource: 'nodes' }
const copied = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region']

export const podTopologyLabels: AdmissionStep = {
  name: 'PodTopologyLabels',
  handles: ['CREATE'],
  mutate({ def, subresource, object, surroundings }) {
    if (def.group !== '' || def.resource !== 'pods' || object === undefined) return
    const isBinding = subresource === 'binding'
    if (!isBinding && subresource !== '') return
    if (isBinding && object.target?.kind !== 'Node') return
    const name = isBinding ? object.target?.name : object.spec?.nodeName
    const labels = name && surroundings.lookUp(nodes, '', name)?.metadata.labels
    if (!labels) return
    for (const key of copied) {
      if (labels[key] === undefined) continue
      object.metadata.labels = { ...object.metadata.labels, [key]: labels[key] }
    }
  },
}
