// in: nothing → out: the flow control objects that every cluster starts with. Data.
import type { Dict, KubeObject } from '@binnacle/meta'

const apiVersion = 'flowcontrol.apiserver.k8s.io/v1'
const annotations = { 'apf.kubernetes.io/autoupdate-spec': 'true' }

const all = {
  verbs: ['*'],
  apiGroups: ['*'],
  resources: ['*'],
  clusterScope: true,
  namespaces: ['*'],
}
const anyPath = { verbs: ['*'], nonResourceURLs: ['*'] }
const everything = { resourceRules: [all], nonResourceRules: [anyPath] }
const byUser = { type: 'ByUser' }
const byNamespace = { type: 'ByNamespace' }

const user = (name: string) => ({ kind: 'User', user: { name } })
const group = (name: string) => ({ kind: 'Group', group: { name } })
const account = (namespace: string, name: string) => ({
  kind: 'ServiceAccount',
  serviceAccount: { namespace, name },
})
const everybody = [group('system:unauthenticated'), group('system:authenticated')]

interface SchemaRow {
  readonly level: string
  readonly precedence: number
  readonly distinguish?: Dict
  readonly rule: Dict
}

const schemas: Readonly<Record<string, SchemaRow>> = {
  'catch-all': {
    level: 'catch-all',
    precedence: 10000,
    distinguish: byUser,
    rule: { subjects: everybody, ...everything },
  },
  exempt: {
    level: 'exempt',
    precedence: 1,
    rule: { subjects: [group('system:masters')], ...everything },
  },
  'global-default': {
    level: 'global-default',
    precedence: 9900,
    distinguish: byUser,
    rule: { subjects: everybody, ...everything },
  },
  'kube-controller-manager': {
    level: 'workload-high',
    precedence: 800,
    distinguish: byNamespace,
    rule: { subjects: [user('system:kube-controller-manager')], ...everything },
  },
  'kube-scheduler': {
    level: 'workload-high',
    precedence: 800,
    distinguish: byNamespace,
    rule: { subjects: [user('system:kube-scheduler')], ...everything },
  },
  'kube-system-service-accounts': {
    level: 'workload-high',
    precedence: 900,
    distinguish: byNamespace,
    rule: { subjects: [account('kube-system', '*')], ...everything },
  },
  probes: {
    level: 'exempt',
    precedence: 2,
    rule: {
      subjects: everybody,
      nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] }],
    },
  },
  'service-accounts': {
    level: 'workload-low',
    precedence: 9000,
    distinguish: byUser,
    rule: { subjects: [group('system:serviceaccounts')], ...everything },
  },
  'system-leader-election': {
    level: 'leader-election',
    precedence: 100,
    distinguish: byUser,
    rule: {
      subjects: [
        user('system:kube-controller-manager'),
        user('system:kube-scheduler'),
        account('kube-system', '*'),
      ],
      resourceRules: [
        {
          verbs: ['get', 'create', 'update'],
          apiGroups: ['coordination.k8s.io'],
          resources: ['leases'],
          namespaces: ['*'],
        },
      ],
    },
  },
  'system-node-high': {
    level: 'node-high',
    precedence: 400,
    distinguish: byUser,
    rule: {
      subjects: [group('system:nodes')],
      resourceRules: [
        {
          verbs: ['*'],
          apiGroups: [''],
          resources: ['nodes', 'nodes/status'],
          clusterScope: true,
          namespaces: ['*'],
        },
        {
          verbs: ['*'],
          apiGroups: ['coordination.k8s.io'],
          resources: ['leases'],
          namespaces: ['*'],
        },
      ],
    },
  },
  'system-nodes': {
    level: 'system',
    precedence: 500,
    distinguish: byUser,
    rule: { subjects: [group('system:nodes')], ...everything },
  },
}

interface LevelRow {
  readonly shares: number
  readonly lendable: number
  /** [queues, handSize, queueLengthLimit]; left out: what finds no seat is refused. */
  readonly queues?: readonly [number, number, number]
}

const levels: Readonly<Record<string, LevelRow>> = {
  'catch-all': { shares: 5, lendable: 0 },
  'global-default': { shares: 20, lendable: 50, queues: [128, 6, 50] },
  'leader-election': { shares: 10, lendable: 0, queues: [16, 4, 50] },
  'node-high': { shares: 40, lendable: 25, queues: [64, 6, 50] },
  system: { shares: 30, lendable: 33, queues: [64, 6, 50] },
  'workload-high': { shares: 40, lendable: 50, queues: [128, 6, 50] },
  'workload-low': { shares: 100, lendable: 90, queues: [128, 6, 50] },
}

export function bootstrapFlowObjects(now: string): KubeObject[] {
  return [
    ...Object.entries(levels).map(([name, row]) => level(name, limited(row))),
    level('exempt', {
      type: 'Exempt',
      exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 },
    }),
    ...Object.entries(schemas).map(([name, row]) => schema(name, row, now)),
  ]
}

function limited({ shares, lendable, queues }: LevelRow): Dict {
  const limitResponse = queues
    ? {
        type: 'Queue',
        queuing: { queues: queues[0], handSize: queues[1], queueLengthLimit: queues[2] },
      }
    : { type: 'Reject' }
  const limited = { nominalConcurrencyShares: shares, limitResponse, lendablePercent: lendable }
  return { type: 'Limited', limited }
}

function level(name: string, spec: Dict): KubeObject {
  const metadata = { name, generation: 1, annotations: { ...annotations } }
  return { kind: 'PriorityLevelConfiguration', apiVersion, metadata, spec, status: {} }
}

function schema(name: string, row: SchemaRow, now: string): KubeObject {
  const spec: Dict = {
    priorityLevelConfiguration: { name: row.level },
    matchingPrecedence: row.precedence,
    ...(row.distinguish && { distinguisherMethod: row.distinguish }),
    rules: [row.rule],
  }
  const message =
    `This FlowSchema references the PriorityLevelConfiguration object named "${row.level}" ` +
    'and it exists'
  const found = {
    type: 'Dangling',
    status: 'False',
    lastTransitionTime: now,
    reason: 'Found',
    message,
  }
  const metadata = { name, generation: 1, annotations: { ...annotations } }
  return { kind: 'FlowSchema', apiVersion, metadata, spec, status: { conditions: [found] } }
}
