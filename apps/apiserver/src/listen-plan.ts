// in: a config → out: the addresses to listen on, and what holds for all connections.
import type { HeaderList } from '@binnacle/exchange'
import type { EdgeLimits, ListenOn } from '@binnacle/server'
import type { Config } from './config.ts'
import type { ServingConfig } from './serving-config.ts'

export function listenPlan(config: Config): { listen: ListenOn[]; insecure: ListenOn | undefined } {
  const { bindAddress: host, securePort, replicaPort, portSharing } = config.serving
  const listen: ListenOn[] = [{ host, port: securePort, reusePort: portSharing }]
  if (replicaPort !== 0) listen.push({ host, port: replicaPort })
  const insecure = config.serving.insecure && { ...config.serving.insecure, reusePort: portSharing }
  return { listen, insecure }
}

export function edgeLimits({ bodyBytesMax, streamsMax }: ServingConfig): Partial<EdgeLimits> {
  return { bodyBytesMax, ...(streamsMax && { streamsPerConnectionMax: streamsMax }) }
}

export function constantHeaders({ transportSecurity }: ServingConfig): HeaderList {
  return transportSecurity === undefined ? [] : [['Strict-Transport-Security', transportSecurity]]
}
