// in: the verbs → out: the calls that the server makes for itself.
import { createLocalClient, type LocalClient, type VerbTools } from '@binnacle/verbs'

export function ownClient(verbTools: VerbTools): LocalClient {
  const groups = ['system:masters', 'system:authenticated']
  const user = { name: 'system:apiserver', uid: '', groups, extra: {} }
  return createLocalClient(verbTools, { user, agent: 'kube-apiserver' })
}
