// in: nothing → out: what is there even when nobody stored it: exempt and catch-all. Data.
import type { KubeObject } from '@binnacle/meta'

const apiVersion = 'flowcontrol.apiserver.k8s.io/v1'
const rule = (groups: readonly string[]) => ({
  subjects: groups.map((name) => ({ kind: 'Group', group: { name } })),
  resourceRules: [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] },
  ],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
})

const schema = (name: string, matchingPrecedence: number, groups: readonly string[]) => ({
  apiVersion,
  kind: 'FlowSchema',
  metadata: { name },
  spec: {
    priorityLevelConfiguration: { name },
    matchingPrecedence,
    distinguisherMethod: name === 'exempt' ? undefined : { type: 'ByUser' },
    rules: [rule(groups)],
  },
})

export const imaginedSchemas: readonly KubeObject[] = [
  schema('exempt', 1, ['system:masters']),
  schema('catch-all', 10000, ['system:unauthenticated', 'system:authenticated']),
]

export const imaginedLevels: readonly KubeObject[] = [
  {
    apiVersion,
    kind: 'PriorityLevelConfiguration',
    metadata: { name: 'exempt' },
    spec: { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } },
  },
  {
    apiVersion,
    kind: 'PriorityLevelConfiguration',
    metadata: { name: 'catch-all' },
    spec: {
      type: 'Limited',
      limited: {
        nominalConcurrencyShares: 5,
        lendablePercent: 0,
        limitResponse: { type: 'Reject' },
      },
    },
  },
]
