// in: nothing → out: the specs that some objects of flow control must have. Never: creating them.
import type { Dict } from '@binnacle/meta'

function everything(group: string): Dict {
  return {
    subjects: [{ kind: 'Group', group: { name: group } }],
    resourceRules: [
      {
        verbs: ['*'],
        apiGroups: ['*'],
        resources: ['*'],
        clusterScope: true,
        namespaces: ['*'],
      },
    ],
    nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  }
}

export const mandatorySchemas: Readonly<Record<string, Dict>> = {
  exempt: {
    priorityLevelConfiguration: { name: 'exempt' },
    matchingPrecedence: 1,
    rules: [everything('system:masters')],
  },
  'catch-all': {
    priorityLevelConfiguration: { name: 'catch-all' },
    matchingPrecedence: 10000,
    distinguisherMethod: { type: 'ByUser' },
    rules: [
      {
        ...everything('system:unauthenticated'),
        subjects: [
          { kind: 'Group', group: { name: 'system:unauthenticated' } },
          { kind: 'Group', group: { name: 'system:authenticated' } },
        ],
      },
    ],
  },
}

export const mandatoryLevels: Readonly<Record<string, Dict>> = {
  exempt: { type: 'Exempt' },
  'catch-all': {
    type: 'Limited',
    limited: {
      nominalConcurrencyShares: 5,
      limitResponse: { type: 'Reject' },
      lendablePercent: 0,
    },
  },
}
