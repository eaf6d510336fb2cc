// in: config → out: this replica among the endpoints of the kubernetes service. Never: an election.
import { hostname, networkInterfaces } from 'node:os'
import { createPresence, type Presence, replicaId } from '@binnacle/loops'
import type { BootstrapTools } from '@binnacle/loops'
import type { Config } from './config.ts'

export function presenceOf(
  config: Config,
  tools: BootstrapTools,
  onTrouble: (error: unknown) => void,
): Presence {
  const facts = {
    id: ownId(config),
    hostname: hostname(),
    address: advertised(config),
  }
  return createPresence(facts, tools, onTrouble)
}

/** Replicas on one machine share its name and the clients' port, not the port of their own. */
export function ownId({ replicaPort, securePort }: Config): string {
  return replicaId(`${hostname()}:${replicaPort || securePort}`)
}

/** Where clients in the cluster find this replica: never a loopback address. */
export function advertised({ advertiseAddress, bindAddress, securePort }: Config): string {
  const given = advertiseAddress ?? (isReachable(bindAddress) ? bindAddress : firstAddress())
  return given.includes(':') ? `[${given}]:${securePort}` : `${given}:${securePort}`
}

function isReachable(address: string): boolean {
  return !['0.0.0.0', '::', '::1', 'localhost'].includes(address) && !address.startsWith('127.')
}

function firstAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const outer = all.filter(({ internal, scopeid }) => !internal && !scopeid)
  return (outer.find(({ family }) => family === 'IPv4') ?? outer[0])?.address ?? '127.0.0.1'
}
