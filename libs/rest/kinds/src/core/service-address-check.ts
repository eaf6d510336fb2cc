// in: a Service → out: what is wrong with its addresses and families. Never: whether they are free.
import {
  duplicate,
  type FieldError,
  invalid,
  type KubeObject,
  notSupported,
  required,
} from '@binnacle/meta'
import { parseIp } from '../parts/ip-address.ts'
import { legacyIpErrors } from '../parts/ip-checks.ts'
import { addressesOf, familiesOf, isHeadless, needsAddress, none } from './service-shape.ts'

const path = 'spec.clusterIPs'
const families = ['IPv4', 'IPv6']
const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack']

function checkTwins(errors: FieldError[], one: string, all: readonly string[]): void {
  if (one !== '') {
    if (all.length === 0) errors.push(required(path))
    else if (all[0] !== one) errors.push(invalid(path, all, 'first value must match `clusterIP`'))
  } else if (all.length > 0) {
    errors.push(invalid(path, all, 'must be empty when `clusterIP` is not specified'))
  }
}

function checkFamilies(errors: FieldError[], list: readonly string[], policy: unknown): void {
  for (const [index, family] of list.entries()) {
    const at = `spec.ipFamilies[${index}]`
    if (!families.includes(family)) errors.push(notSupported(at, family, families))
    if (list.indexOf(family) < index) errors.push(duplicate(at, family))
  }
  if (policy !== undefined && !policies.includes(policy as string)) {
    errors.push(notSupported('spec.ipFamilyPolicy', policy, policies))
  }
}

/** True when all of them are addresses. */
function checkEach(
  errors: FieldError[],
  all: readonly string[],
  before: readonly string[],
): boolean {
  let good = true
  for (const [index, ip] of all.entries()) {
    if (index === 0 && ip === none) {
      if (all.length === 1) continue
      good = false
      errors.push(invalid(path, all, "'None' must be the first and only value"))
      continue
    }
    const wrong = legacyIpErrors(`${path}[${index}]`, ip, before)
    if (wrong.length > 0) good = false
    errors.push(...wrong)
  }
  return good
}

function isTwoFamilies(all: readonly string[]): boolean {
  return new Set(all.map((ip) => parseIp(ip)?.family)).size > 1
}

export function addressErrors(service: KubeObject, was?: KubeObject): FieldError[] {
  if (!needsAddress(service)) return []
  const errors: FieldError[] = []
  const all = addressesOf(service)
  const wanted = familiesOf(service)
  checkTwins(errors, service.spec?.clusterIP ?? '', all)
  checkFamilies(errors, wanted, service.spec?.ipFamilyPolicy)
  const good = checkEach(errors, all, was ? addressesOf(was) : [])
  if (all.length > 2) errors.push(invalid(path, all, 'may only hold up to 2 values'))
  if (!good) return errors
  if (all.length > 1 && !isTwoFamilies(all)) {
    errors.push(invalid(path, all, 'may specify no more than one IP for each IP family'))
  }
  if (isHeadless(service)) return errors
  for (const [index, ip] of all.entries()) {
    const family = wanted[index]
    if (family === undefined) break
    const isV6 = ip.includes(':')
    const shown = `\`ipFamilies[${index}]\``
    if ((family === 'IPv4' && isV6) || (family === 'IPv6' && !isV6)) {
      const text = `expected an ${family} value as indicated by ${shown}`
      errors.push(invalid(`${path}[${index}]`, ip, text))
    }
  }
  return errors
}
