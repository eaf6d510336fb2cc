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
    // Without an address a replica is alive for the others, and no endpoint.
    address: config.endpoints ? advertised(config) : '',
  }
  return createPresence(facts, tools, onTrouble)
}

/** Replicas on one machine share its name and the clients' port, not the port of their own. */
export function ownId({ serving: { replicaPort, securePort } }: Config): string {
  return replicaId(`${hostname()}:${replicaPort || securePort}`)
}

/** Where clients in the cluster find this replica: never a loopback address. */
export function advertised({ advertiseAddress, serving }: Config): string {
  const { bindAddress, securePort } = serving
  const given = advertiseAddress ?? (isReachable(bindAddress) ? bindAddress : firstAddress())
  return given.includes(':') ? `[${given}]:${securePort}` : `${given}:${securePort}`
}

/** Where this server says that it is found. */
export function external(config: Config): string {
  const { externalHostname, securePort } = config.serving
  if (externalHostname === undefined) return advertised(config)
  if (/^(\[.*\]|[^:]*):\d+$/.test(externalHostname)) return externalHostname
  const isBare6 = externalHostname.includes(':') && !externalHostname.startsWith('[')
  return `${isBare6 ? `[${externalHostname}]` : externalHostname}:${securePort}`
}

function isReachable(address: string): boolean {
  return !['0.0.0.0', '::', '::1', 'localhost'].includes(address) && !address.startsWith('127.')
}

function firstAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const outer = all.filter(({ internal, scopeid }) => !internal && !scopeid)
  return (outer.find(({ family }) => family === 'IPv4') ?? outer[0])?.address ?? '127.0.0.1'
}
