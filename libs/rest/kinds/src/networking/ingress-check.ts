// in: an Ingress, new and old → out: what is wrong with it.
import {
  type Dict,
  dns1123Label,
  dns1123Subdomain,
  type FieldError,
  invalid,
  type KubeObject,
  nameIsSubdomain,
  notSupported,
  pathSegmentName,
  portName,
  portNumber,
  required,
  wildcardDns1123Subdomain,
} from '@binnacle/meta'
import type { WriteContext } from '../kind.ts'
import { listOf, textErrors } from '../parts/field-checks.ts'
import { parseIp } from '../parts/ip-address.ts'
import { legacyIpErrors } from '../parts/ip-checks.ts'
import { metadataAgain } from '../parts/metadata-again.ts'

export const classAnnotation = 'kubernetes.io/ingress.class'

const sequences = ['//', '/./', '/../', '%2f', '%2F']
const suffixes = ['/..', '/.']

/** What was wrong before may stay wrong. */
interface Allowed {
  readonly secretNames: boolean
  readonly wildcardRules: boolean
}

function checkReference(errors: FieldError[], path: string, { apiGroup, kind, name }: Dict): void {
  if (apiGroup !== undefined && apiGroup !== null) {
    textErrors(errors, `${path}.apiGroup`, apiGroup, dns1123Subdomain(apiGroup))
  }
  if (!kind) errors.push(required(`${path}.kind`))
  else textErrors(errors, `${path}.kind`, kind, pathSegmentName(kind))
  if (!name) errors.push(required(`${path}.name`))
  else textErrors(errors, `${path}.name`, name, pathSegmentName(name))
}

function checkService(errors: FieldError[], path: string, service: Dict): void {
  const at = `${path}.service`
  if (!service.name) errors.push(required(`${at}.name`))
  else textErrors(errors, `${at}.name`, service.name, dns1123Label(service.name))
  const { name, number } = service.port ?? {}
  if (name && number) errors.push(invalid(path, '', 'cannot set both port name & port number'))
  else if (name) textErrors(errors, `${at}.port.name`, name, portName(name))
  else if (number) textErrors(errors, `${at}.port.number`, number, portNumber(number))
  else errors.push(required(path, 'port name or number is required'))
}

function checkBackend(errors: FieldError[], path: string, { resource, service }: Dict): void {
  if (resource && service) {
    errors.push(invalid(path, '', 'cannot set both resource and service backends'))
  } else if (resource) checkReference(errors, `${path}.resource`, resource)
  else if (service) checkService(errors, path, service)
  else errors.push(invalid(path, '', 'resource or service backend is required'))
}

function checkPath(
  errors: FieldError[],
  path: string,
  { pathType, path: value = '', backend }: Dict,
): void {
  if (!pathType && pathType !== '') {
    errors.push(required(`${path}.pathType`, 'pathType must be specified'))
    return
  }
  const at = `${path}.path`
  if (pathType === 'Exact' || pathType === 'Prefix') {
    if (!value.startsWith('/')) errors.push(invalid(at, value, 'must be an absolute path'))
    for (const bad of sequences) {
      if (value.includes(bad)) errors.push(invalid(at, value, `must not contain '${bad}'`))
    }
    for (const bad of suffixes) {
      if (value.endsWith(bad)) errors.push(invalid(at, value, `cannot end with '${bad}'`))
    }
  } else if (pathType === 'ImplementationSpecific') {
    if (value !== '' && !value.startsWith('/')) {
      errors.push(invalid(at, value, 'must be an absolute path'))
    }
  } else {
    const known = ['Exact', 'ImplementationSpecific', 'Prefix']
    errors.push(notSupported(`${path}.pathType`, pathType, known))
  }
  checkBackend(errors, `${path}.backend`, backend ?? {})
}

function checkRuleValue(errors: FieldError[], path: string, { http }: Dict): void {
  if (!http) return
  const paths = listOf(http.paths)
  if (paths.length === 0) errors.push(required(`${path}.http.paths`))
  paths.forEach((one, index) => checkPath(errors, `${path}.http.paths[${index}]`, one))
}

function checkRules(errors: FieldError[], rules: readonly Dict[], allowed: Allowed): void {
  for (const [index, rule] of rules.entries()) {
    const path = `spec.rules[${index}]`
    const host: string = rule.host ?? ''
    const wildcard = host.includes('*')
    if (host !== '') {
      const at = `${path}.host`
      if (parseIp(host)) errors.push(invalid(at, host, 'must be a DNS name, not an IP address'))
      textErrors(
        errors,
        at,
        host,
        wildcard ? wildcardDns1123Subdomain(host) : dns1123Subdomain(host),
      )
    }
    if (!wildcard || !allowed.wildcardRules) checkRuleValue(errors, path, rule)
  }
}

function checkTls(errors: FieldError[], list: readonly Dict[], allowed: Allowed): void {
  for (const [index, tls] of list.entries()) {
    const path = `spec.tls[${index}]`
    for (const [i, host] of ((tls.hosts ?? []) as string[]).entries()) {
      const texts = host.includes('*') ? wildcardDns1123Subdomain(host) : dns1123Subdomain(host)
      textErrors(errors, `${path}.hosts[${i}]`, host, texts)
    }
    if (allowed.secretNames || !tls.secretName) continue
    textErrors(errors, `${path}.secretName`, tls.secretName, nameIsSubdomain(tls.secretName, false))
  }
}

function specErrors(spec: Dict, allowed: Allowed): FieldError[] {
  const errors: FieldError[] = []
  const rules = listOf(spec.rules)
  if (rules.length === 0 && !spec.defaultBackend) {
    const text = 'either `defaultBackend` or `rules` must be specified'
    errors.push(invalid('spec', spec.rules ?? null, text))
  }
  if (spec.defaultBackend) checkBackend(errors, 'spec.defaultBackend', spec.defaultBackend)
  checkRules(errors, rules, allowed)
  checkTls(errors, listOf(spec.tls), allowed)
  const name: string | undefined = spec.ingressClassName
  if (name !== undefined) {
    textErrors(errors, 'spec.ingressClassName', name, nameIsSubdomain(name, false))
  }
  return errors
}

export function checkIngress(object: KubeObject): FieldError[] {
  const errors = specErrors(object.spec ?? {}, { secretNames: false, wildcardRules: false })
  const value = object.metadata.annotations?.[classAnnotation]
  const name = object.spec?.ingressClassName
  if (value !== undefined && name !== undefined && value !== name) {
    const text = 'must match `ingressClassName` when both are specified'
    errors.push(invalid(`annotations.${classAnnotation}`, value, text))
  }
  return errors
}

function wasWrong(rule: Dict): boolean {
  if (!rule.host?.includes('*')) return false
  const errors: FieldError[] = []
  checkRuleValue(errors, '', rule)
  return errors.length > 0
}

export function checkIngressChange(
  object: KubeObject,
  was: KubeObject,
  context: WriteContext,
): FieldError[] {
  const allowed = {
    secretNames: listOf(was.spec?.tls).some(
      ({ secretName }) => secretName && nameIsSubdomain(secretName, false).length > 0,
    ),
    wildcardRules: listOf(was.spec?.rules).some(wasWrong),
  }
  return [...metadataAgain(object, context), ...specErrors(object.spec ?? {}, allowed)]
}

export function checkIngressStatus(object: KubeObject, was: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const before = listOf(was.status?.loadBalancer?.ingress).flatMap(({ ip }) => (ip ? [ip] : []))
  for (const [index, one] of listOf(object.status?.loadBalancer?.ingress).entries()) {
    const path = `status.loadBalancer.ingress[${index}]`
    if (one.ip) errors.push(...legacyIpErrors(`${path}.ip`, one.ip, before))
    if (!one.hostname) continue
    textErrors(errors, `${path}.hostname`, one.hostname, dns1123Subdomain(one.hostname))
    if (parseIp(one.hostname)) {
      const text = 'must be a DNS name, not an IP address'
      errors.push(invalid(`${path}.hostname`, one.hostname, text))
    }
  }
  return errors
}
