// in: a pod that is to be resized on its node → out: the refusal where the node cannot.
import {
  type Dict,
  compareQuantities,
  parseQuantity,
  quantityMilliValue,
  quantityValue,
  zeroQuantity,
} from '@binnacle/meta'
import { podTotals } from './pod-totals.ts'
import { refusal } from './refuse.ts'
import type { AdmissionStep } from './step.ts'

const osLabel = 'kubernetes.io/os'

const measured = { cpu: quantityMilliValue, memory: quantityValue }

function missing(requests: Dict, allocatable: Dict): string[] {
  const texts: string[] = []
  for (const [name, measure] of Object.entries(measured)) {
    const amountIn = (list: Dict) => (list[name] ? parseQuantity(list[name]) : zeroQuantity)
    const [wanted, there] = [amountIn(requests), amountIn(allocatable)]
    if (compareQuantities(wanted, there) <= 0) continue
    texts.push(`${name}, requested: ${measure(wanted)}, allocatable: ${measure(there)}`)
  }
  return texts
}

export const podResizeValidator: AdmissionStep = {
  name: 'PodResizeValidator',
  handles: ['UPDATE'],
  validate(write) {
    const { def, subresource, object, oldObject, surroundings } = write
    if (def.group !== '' || def.resource !== 'pods' || subresource !== 'resize') return
    const name = object?.spec?.nodeName
    if (!object || !name || object.metadata.generation === oldObject?.metadata.generation) return
    const node = surroundings.lookUp({ group: '', resource: 'nodes' }, '', name)
    if (node === undefined) throw refusal(write, `node "${name}" not found`)
    const os = node.metadata.labels?.[osLabel]
    if (os !== undefined && os !== 'linux') {
      const text = `pod resize is only supported on linux nodes, node "${name}" is "${os}"`
      throw refusal(write, text, [{ reason: 'UnsupportedPlatform' }])
    }
    const texts = missing(podTotals(object.spec, 'requests'), node.status?.allocatable ?? {})
    if (texts.length === 0) return
    const text = `node didn't have enough allocatable resources: ${texts.join('; ')}`
    throw refusal(write, text, [{ reason: 'NodeCapacity' }])
  },
}
