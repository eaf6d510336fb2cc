// in: nothing → out: how authentication asks for objects of the cluster. Never: a write.
import type { GroupResource, KubeObject } from '@binnacle/meta'

export interface KnownObjects {
  /** From the cache of this replica. */
  lookUp(resource: GroupResource, namespace: string, name: string): KubeObject | undefined
  /** From the store itself: asked when the cache may not have it yet. */
  read(resource: GroupResource, namespace: string, name: string): Promise<KubeObject | undefined>
}

export const known = {
  serviceAccounts: { group: '', resource: 'serviceaccounts' },
  secrets: { group: '', resource: 'secrets' },
  pods: { group: '', resource: 'pods' },
  nodes: { group: '', resource: 'nodes' },
  validating: {
    group: 'admissionregistration.k8s.io',
    resource: 'validatingwebhookconfigurations',
  },
  mutating: { group: 'admissionregistration.k8s.io', resource: 'mutatingwebhookconfigurations' },
} as const satisfies Record<string, GroupResource>
