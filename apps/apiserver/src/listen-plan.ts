// in: a config → out: the addresses to listen on.
import type { ListenOn } from '@binnacle/server'
import type { Config } from './config.ts'

export function listenPlan(config: Config): { listen: ListenOn[]; insecure: ListenOn | undefined } {
  const host = config.bindAddress
  const listen: ListenOn[] = [{ host, port: config.securePort, reusePort: config.portSharing }]
  if (config.replicaPort !== 0) listen.push({ host, port: config.replicaPort })
  const insecure = config.insecure && { ...config.insecure, reusePort: config.portSharing }
  return { listen, insecure }
}
