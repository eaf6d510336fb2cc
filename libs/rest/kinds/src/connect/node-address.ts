// in: a node → out: where its kubelet listens. Never: calls.
import { type Dict, notFoundError, unknownError } from '@binnacle/meta'
import type { Surroundings } from '../surroundings.ts'

const nodes = { group: '', resource: 'nodes' }
const kubeletPort = 10250

export interface Kubelet {
  readonly host: string
  readonly port: number
}

export function kubeletOf(surroundings: Surroundings, name: string): Kubelet {
  const node = surroundings.lookUp(nodes, '', name)
  if (node === undefined) throw notFoundError(nodes, name)
  const addresses: Dict[] = node.status?.addresses ?? []
  for (const type of surroundings.settings.kubeletAddressTypes) {
    const found = addresses.find((each) => each.type === type)
    if (found === undefined) continue
    const port = node.status?.daemonEndpoints?.kubeletEndpoint?.Port || kubeletPort
    return { host: found.address, port }
  }
  const known = addresses.map(({ type, address }) => `{${type} ${address}}`).join(' ')
  throw unknownError(`no preferred addresses found; known addresses: [${known}]`)
}
