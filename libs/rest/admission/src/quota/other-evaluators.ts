// in: a resource → out: how its objects are charged: services, claims, and everything else by count.
import {
  type Dict,
  formatGroupResource,
  type GroupResource,
  type KubeObject,
  parseQuantity,
  quantityOf,
  quantityValue,
} from '@binnacle/meta'
import type { Amounts } from './amounts.ts'
import { type Evaluator, type Scope, scopeSelects } from './evaluator.ts'
import { podEvaluator } from './pod-evaluator.ts'
import { resourceClaimEvaluator } from './resource-claim-evaluator.ts'

const serviceNames = ['count/services', 'services', 'services.nodeports', 'services.loadbalancers']

function nodePorts({ spec }: KubeObject): number {
  const ports: Dict[] = spec?.ports ?? []
  if (spec?.type === 'NodePort') return ports.length
  if (spec?.type !== 'LoadBalancer') return 0
  if (spec.allocateLoadBalancerNodePorts !== false) return ports.length
  return ports.filter(({ nodePort }) => nodePort).length
}

const serviceEvaluator: Evaluator = {
  handles: ({ operation, subresource }) =>
    subresource === '' && (operation === 'CREATE' || operation === 'UPDATE'),
  charges: (name) => serviceNames.includes(name),
  usage: (service) =>
    new Map([
      ['count/services', quantityOf(1)],
      ['services', quantityOf(1)],
      ['services.nodeports', quantityOf(nodePorts(service))],
      ['services.loadbalancers', quantityOf(service.spec?.type === 'LoadBalancer' ? 1 : 0)],
    ]),
  inScope: () => false,
}

const claims = 'persistentvolumeclaims'
const storage = 'requests.storage'
const byClass = '.storageclass.storage.k8s.io/'
const classAnnotation = 'volume.beta.kubernetes.io/storage-class'

function claimUsage({ metadata, spec, status }: KubeObject): Amounts {
  const amounts = new Map([
    [claims, quantityOf(1)],
    [`count/${claims}`, quantityOf(1)],
  ])
  const className = metadata.annotations?.[classAnnotation] ?? spec?.storageClassName ?? ''
  if (className !== '') amounts.set(className + byClass + claims, quantityOf(1))
  const asked = spec?.resources?.requests?.storage
  if (asked === undefined) return amounts
  const allocated = status?.allocatedResources?.storage
  const sizes = [asked, ...(allocated === undefined ? [] : [allocated])].map(parseQuantity)
  const largest = sizes.reduce((a, b) => (b.nanos > a.nanos ? b : a))
  const whole = quantityOf(quantityValue(largest), largest.format)
  amounts.set(storage, whole)
  if (className !== '') amounts.set(className + byClass + storage, whole)
  return amounts
}

function attributesClasses({ spec, status }: KubeObject): string[] {
  const names = [
    spec?.volumeAttributesClassName,
    status?.currentVolumeAttributesClassName,
    status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ]
  return names.filter((name): name is string => Boolean(name))
}

function claimInScope(scope: Scope, claim: KubeObject): boolean {
  if (scope.scopeName !== 'VolumeAttributesClass') return false
  const names = attributesClasses(claim)
  if (names.length === 0) return scopeSelects(scope, undefined)
  return names.some((name) => scopeSelects(scope, name))
}

const claimEvaluator: Evaluator = {
  handles({ operation, subresource }) {
    if (subresource === 'status') return operation === 'UPDATE'
    return subresource === '' && (operation === 'CREATE' || operation === 'UPDATE')
  },
  charges(name) {
    if (name === claims || name === storage || name === `count/${claims}`) return true
    return name.endsWith(byClass + claims) || name.endsWith(byClass + storage)
  },
  usage: claimUsage,
  inScope: claimInScope,
}

/** Counted under an old name too. */
const aliases = new Set(['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets'])

function countEvaluator(resource: GroupResource): Evaluator {
  const name = formatGroupResource(resource)
  const names = [`count/${name}`, ...(aliases.has(name) ? [name] : [])]
  return {
    handles: ({ operation, subresource }) => operation === 'CREATE' && subresource === '',
    charges: (asked) => names.includes(asked),
    usage: () => new Map(names.map((each) => [each, quantityOf(1)])),
    inScope: () => false,
  }
}

const ignored = new Set([
  'bindings',
  'componentstatuses',
  'events',
  'events.events.k8s.io',
  'tokenreviews.authentication.k8s.io',
  'selfsubjectreviews.authentication.k8s.io',
  'subjectaccessreviews.authorization.k8s.io',
  'selfsubjectaccessreviews.authorization.k8s.io',
  'localsubjectaccessreviews.authorization.k8s.io',
  'selfsubjectrulesreviews.authorization.k8s.io',
])

const known = new Map<string, Evaluator>([
  ['pods', podEvaluator],
  ['services', serviceEvaluator],
  [claims, claimEvaluator],
  ['resourceclaims.resource.k8s.io', resourceClaimEvaluator],
])

/** undefined: never charged. */
export function evaluatorOf(resource: GroupResource): Evaluator | undefined {
  const name = formatGroupResource(resource)
  if (ignored.has(name)) return undefined
  let evaluator = known.get(name)
  if (evaluator === undefined) {
    evaluator = countEvaluator(resource)
    known.set(name, evaluator)
  }
  return evaluator
}
