// in: config and rooms → out: the loops that keep a cluster alive without a controller manager.
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { LiveCatalogue } from '@binnacle/catalogue'
import { createStandalone, type Leader } from '@binnacle/loops'
import { createLocalClient, type VerbTools } from '@binnacle/verbs'
import type { Config } from './config.ts'

const groups = [
  'system:serviceaccounts',
  'system:serviceaccounts:kube-system',
  'system:authenticated',
]

/** undefined: they are switched off. */
export function standaloneOf(
  config: Config,
  catalogue: LiveCatalogue,
  verbTools: VerbTools,
  log: (message: string) => void,
): Leader | undefined {
  if (!config.controllers) return undefined
  const tools = {
    catalogue,
    clientAs(name: string) {
      const user = { name: `system:serviceaccount:kube-system:${name}`, uid: '', groups, extra: {} }
      return createLocalClient(verbTools, { user, agent: 'kube-controller-manager' })
    },
    rootCa: config.clientCa,
    now: () => new Date(),
    log,
  }
  // Replicas on one machine are told apart by the port of their own.
  const port = config.replicaPort || config.securePort
  return createStandalone(tools, `${hostname()}:${port}_${randomUUID()}`)
}
