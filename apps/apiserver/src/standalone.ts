// in: config and rooms → out: the loops that keep a cluster alive without a controller manager.
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { QuotaKeeper } from '@binnacle/admission'
import type { TokenIssuer } from '@binnacle/authn'
import type { LiveCatalogue } from '@binnacle/catalogue'
import { createStandalone, type Leader, quotaKeeper } from '@binnacle/loops'
import type { KubeObject } from '@binnacle/meta'
import { createLocalClient, type LocalClient, type VerbTools } from '@binnacle/verbs'
import type { Config } from './config.ts'

const groups = [
  'system:serviceaccounts',
  'system:serviceaccounts:kube-system',
  'system:authenticated',
]

function clientAs(verbTools: VerbTools, name: string): LocalClient {
  const user = { name: `system:serviceaccount:kube-system:${name}`, uid: '', groups, extra: {} }
  return createLocalClient(verbTools, { user, agent: 'kube-controller-manager' })
}

/** Nobody is turned away while there is room, and what is deleted is given back with it. */
export function standaloneQuotas(verbTools: () => VerbTools): QuotaKeeper {
  let client: LocalClient | undefined
  return quotaKeeper(() => {
    client ??= clientAs(verbTools(), 'resourcequota-controller')
    return client
  })
}

/** undefined: they are switched off. */
export function standaloneOf(
  config: Config,
  catalogue: LiveCatalogue,
  verbTools: VerbTools,
  tokens: TokenIssuer,
  log: (message: string) => void,
): Leader | undefined {
  if (!config.controllers) return undefined
  const tools = {
    catalogue,
    clientAs: (name: string) => clientAs(verbTools, name),
    rootCa: config.clientCa,
    accountToken: ({ metadata }: KubeObject, secret: KubeObject) =>
      tokens.issueKept({
        namespace: metadata.namespace ?? '',
        account: { name: metadata.name ?? '', uid: metadata.uid ?? '' },
        secretName: secret.metadata.name ?? '',
      }),
    now: () => new Date(),
    log,
  }
  // Replicas on one machine are told apart by the port of their own.
  const port = config.serving.replicaPort || config.serving.securePort
  return createStandalone(tools, `${hostname()}:${port}_${randomUUID()}`)
}
