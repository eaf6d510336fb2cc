import { expect, it } from 'vitest'
import type { Surroundings } from '../surroundings.ts'
import { kubeletOf } from './node-address.ts'

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1' },
  status: {
    addresses: [
      { type: 'Hostname', address: 'n1' },
      { type: 'InternalIP', address: '192.0.2.7' },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10_255 } },
  },
}

function preferring(...kubeletAddressTypes: string[]): Surroundings {
  return { settings: { kubeletAddressTypes } } as unknown as Surroundings
}

it('calls a kubelet by the first of the preferred addresses that its node has', () => {
  const byAddress = preferring('ExternalIP', 'InternalIP', 'Hostname')
  expect(kubeletOf(byAddress, node)).toEqual({ host: '192.0.2.7', port: 10_255 })
  expect(kubeletOf(preferring('Hostname', 'InternalIP'), node).host).toBe('n1')
})

it('names the addresses of a node that has none of them', () => {
  const why =
    'no preferred addresses found; known addresses: [{Hostname n1} {InternalIP 192.0.2.7}]'
  expect(() => kubeletOf(preferring('ExternalDNS'), node)).toThrow(why)
})
