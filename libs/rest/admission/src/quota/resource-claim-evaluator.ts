// in: a claim of devices → out: what it costs a quota: itself, and the devices of each class. Never: the quota.
import {
  addQuantities,
  compareQuantities,
  type Dict,
  type KubeObject,
  type OwnerReference,
  type Quantity,
  quantityOf,
  subtractQuantities,
  zeroQuantity,
} from '@binnacle/meta'
import type { Amounts } from './amounts.ts'
import type { Around, Evaluator } from './evaluator.ts'
import { limitsExtended, podEvaluator } from './pod-evaluator.ts'

const countName = 'count/resourceclaims.resource.k8s.io'
const perClass = '.deviceclass.resource.k8s.io/devices'
const implicit = 'requests.deviceclass.resource.kubernetes.io/'
const requestsPrefix = 'requests.'
const forPodAnnotation = 'resource.kubernetes.io/extended-resource-claim'
const deviceClasses = { group: 'resource.k8s.io', resource: 'deviceclasses' }
/** `All` may take as many as one claim can hold. */
const devicesMax = 32

/** The name that containers ask for such devices by. */
function extendedNameOf(around: Around, className: string): string | undefined {
  return around.lookUp(deviceClasses, '', className)?.spec?.extendedResourceName || undefined
}

function charges(name: string, around: Around): boolean {
  if (name === countName || name.endsWith(perClass)) return true
  if (name.startsWith(implicit)) {
    const className = name.slice(implicit.length)
    if (extendedNameOf(around, className) !== undefined) return true
    return around.lookUp(deviceClasses, '', className) !== undefined
  }
  if (!limitsExtended(name)) return false
  const asked = name.slice(requestsPrefix.length)
  for (const { spec } of around.lookUpAll(deviceClasses, '')) {
    if (spec?.extendedResourceName === asked) return true
  }
  return false
}

function devicesOf({ allocationMode, count }: Dict): Quantity {
  if (allocationMode === 'ExactCount') return quantityOf(count ?? 0)
  return quantityOf(allocationMode === 'All' ? devicesMax : 0)
}

/** Of several that would do, the dearest of each class. */
function dearest(choices: readonly Dict[]): Map<string, Quantity> {
  const most = new Map<string, Quantity>()
  for (const choice of choices) {
    const name = choice.deviceClassName + perClass
    const devices = devicesOf(choice)
    if (compareQuantities(devices, most.get(name) ?? zeroQuantity) > 0) most.set(name, devices)
  }
  return most
}

function addRequests(amounts: Map<string, Quantity>, requests: readonly Dict[]): void {
  for (const { exactly, firstAvailable } of requests) {
    const wanted = firstAvailable?.length
      ? dearest(firstAvailable)
      : new Map(exactly ? [[exactly.deviceClassName + perClass, devicesOf(exactly)]] : [])
    for (const [name, devices] of wanted) {
      amounts.set(name, addQuantities(amounts.get(name) ?? zeroQuantity, devices as Quantity))
    }
  }
}

/** What the pod for whose containers the claim was made is charged for already. */
function chargedForPod(claim: KubeObject, now: Date, around: Around): Amounts {
  const none: Amounts = new Map()
  const { metadata } = claim
  if (metadata.annotations?.[forPodAnnotation] !== 'true') return none
  const owner = controllerOf(claim)
  if (owner?.kind !== 'Pod' || owner.apiVersion !== 'v1') return none
  const namespace = metadata.namespace ?? ''
  const pod = around.lookUp({ group: '', resource: 'pods' }, namespace, owner.name)
  if (pod === undefined || pod.metadata.uid !== owner.uid) return none
  const told = pod.status?.extendedResourceClaimStatus
  if (told ? told.resourceClaimName !== metadata.name : !isFirst(claim, owner.uid, around)) {
    return none
  }
  return podEvaluator.usage(pod, now, around)
}

function controllerOf({ metadata }: KubeObject): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller)
}

/** Only one claim of a pod is paid for by the pod: the oldest. */
function isFirst(claim: KubeObject, podUid: string, around: Around): boolean {
  const resource = { group: 'resource.k8s.io', resource: 'resourceclaims' }
  const age = ({ metadata }: KubeObject) => Date.parse(metadata.creationTimestamp ?? '') || 0
  const { name = '', namespace = '' } = claim.metadata
  for (const other of around.lookUpAll(resource, namespace)) {
    if (other.metadata.annotations?.[forPodAnnotation] !== 'true') continue
    const owner = controllerOf(other)
    if (owner?.kind !== 'Pod' || owner.apiVersion !== 'v1' || owner.uid !== podUid) continue
    if (age(other) < age(claim)) return false
    if (age(other) === age(claim) && (other.metadata.name ?? '') < name) return false
  }
  return true
}

/** Devices count under the names that containers ask for them by, too. */
function addExtended(amounts: Map<string, Quantity>, paid: Amounts, around: Around): void {
  for (const [name, devices] of [...amounts]) {
    if (!name.endsWith(perClass)) continue
    const className = name.slice(0, -perClass.length)
    const extended = extendedNameOf(around, className)
    const names = [implicit + className, ...(extended ? [requestsPrefix + extended] : [])]
    for (const other of names) {
      const left = subtractQuantities(devices, paid.get(other) ?? zeroQuantity)
      if (left.nanos > 0n) amounts.set(other, left)
    }
  }
}

export const resourceClaimEvaluator: Evaluator = {
  handles: ({ operation, subresource }) =>
    subresource === '' && (operation === 'CREATE' || operation === 'UPDATE'),
  charges,
  usage(claim, now, around) {
    const amounts = new Map([[countName, quantityOf(1)]])
    addRequests(amounts, claim.spec?.devices?.requests ?? [])
    addExtended(amounts, chargedForPod(claim, now, around), around)
    return amounts
  },
  inScope: () => false,
}
