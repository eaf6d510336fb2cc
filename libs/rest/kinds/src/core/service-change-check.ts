// in: a Service and what it was → out: what it may not change.
import { type FieldError, forbidden, invalid, type KubeObject } from '@binnacle/meta'
import { balancerClassErrors, checkService } from './service-check.ts'
import {
  addressesOf,
  familiesOf,
  isBalanced,
  isHeadless,
  needsAddress,
  needsHealthPort,
} from './service-shape.ts'

const fixed = 'may not change once set'

function addressChanges(service: KubeObject, was: KubeObject): FieldError[] {
  if (isHeadless(service) && isHeadless(was)) return []
  const [now, before] = [addressesOf(service), addressesOf(was)]
  const at = (index: number) => `spec.clusterIPs[${index}]`
  const shown = service.spec?.clusterIPs ?? null
  if (before.length === now.length) {
    return before.flatMap((ip, i) => (ip === now[i] ? [] : [invalid(at(i), shown, fixed)]))
  }
  const errors: FieldError[] = []
  if (before.length > now.length && now.length === 0) {
    errors.push(invalid(at(0), shown, 'primary clusterIP can not be unset'))
  }
  if (before.length > 0 && now.length > 0 && now[0] !== before[0]) {
    errors.push(invalid(at(0), shown, fixed))
  }
  const policy = service.spec?.ipFamilyPolicy
  if (before.length > now.length && now.length === 1 && policy !== 'SingleStack') {
    const text = "must be set to 'SingleStack' when releasing the secondary clusterIP"
    errors.push(invalid('spec.ipFamilyPolicy', policy ?? null, text))
  }
  return errors
}

function familyChanges(service: KubeObject, was: KubeObject): FieldError[] {
  if (isHeadless(service) || isHeadless(was)) return []
  const [now, before] = [familiesOf(service), familiesOf(was)]
  const path = 'spec.ipFamilies[0]'
  const families = service.spec?.ipFamilies ?? null
  const addresses = service.spec?.clusterIPs ?? null
  if (before.length === now.length) {
    return before.flatMap((one, i) => (one === now[i] ? [] : [invalid(path, families, fixed)]))
  }
  const errors: FieldError[] = []
  const shrunk = before.length > now.length
  if (shrunk && addressesOf(service).length === 0) {
    errors.push(invalid(path, families, 'primary ipFamily can not be unset'))
  }
  // The value shown is the addresses, as upstream has it.
  if (now.length > 0 && before.length > 0 && now[0] !== before[0]) {
    errors.push(invalid(path, addresses, fixed))
  }
  const policy = service.spec?.ipFamilyPolicy
  if (shrunk && now.length === 1 && policy !== 'SingleStack') {
    const text = "must be set to 'SingleStack' when releasing the secondary ipFamily"
    errors.push(invalid('spec.ipFamilyPolicy', policy ?? null, text))
  }
  return errors
}

export function checkServiceChange(service: KubeObject, was: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  if (needsAddress(service) && needsAddress(was)) {
    errors.push(...addressChanges(service, was), ...familyChanges(service, was))
  }
  const [now, before] = [service.spec ?? {}, was.spec ?? {}]
  if (
    isBalanced(service) &&
    isBalanced(was) &&
    now.loadBalancerClass !== before.loadBalancerClass
  ) {
    errors.push(invalid('spec.loadBalancerClass', now.loadBalancerClass ?? null, fixed))
  }
  errors.push(...balancerClassErrors(service))
  if (needsHealthPort(service) && needsHealthPort(was)) {
    if ((now.healthCheckNodePort ?? 0) !== (before.healthCheckNodePort ?? 0)) {
      errors.push(forbidden('spec.healthCheckNodePort', 'field is immutable'))
    }
  }
  return [...errors, ...checkService(service, was)]
}
