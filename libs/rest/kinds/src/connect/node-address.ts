// in: a node → out: where its kubelet listens. Never: calls of it.
import { type Dict, type KubeObject, notFoundError, unknownError } from '@binnacle/meta'
import { corePlace } from '../core/core-place.ts'
import type { Surroundings } from '../surroundings.ts'

const nodes = { group: '', resource: 'nodes' }
const kubeletPort = 10250

export interface Kubelet {
  readonly host: string
  readonly port: number
}

/** As etcd has it now: a node that was made a moment ago is there. */
export async function readNode(
  surroundings: Surroundings,
  name: string,
): Promise<KubeObject | undefined> {
  const stored = await surroundings.store.get(corePlace(surroundings, 'nodes', '', name))
  return stored?.view()
}

export async function kubeletNamed(surroundings: Surroundings, name: string): Promise<Kubelet> {
  const node = await readNode(surroundings, name)
  if (node === undefined) throw notFoundError(nodes, name)
  return kubeletOf(surroundings, node)
}

export function kubeletOf({ settings }: Pick<Surroundings, 'settings'>, node: KubeObject): Kubelet {
  const addresses: Dict[] = node.status?.addresses ?? []
  for (const type of settings.kubeletAddressTypes) {
    const found = addresses.find((each) => each.type === type)
    if (found === undefined) continue
    const port = node.status?.daemonEndpoints?.kubeletEndpoint?.Port || kubeletPort
    return { host: found.address, port }
  }
  const known = addresses.map(({ type, address }) => `{${type} ${address}}`).join(' ')
  throw unknownError(`no preferred addresses found; known addresses: [${known}]`)
}
