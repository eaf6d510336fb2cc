// in: a NetworkPolicy, new and old → out: what is wrong with it.
import {
  type Dict,
  type FieldError,
  forbidden,
  invalid,
  type KubeObject,
  labelSelectorErrors,
  notSupported,
  portName,
  portNumber,
  required,
} from '@binnacle/meta'
import { listOf, textErrors } from '../parts/field-checks.ts'
import { contains, parseCidr } from '../parts/ip-address.ts'
import { legacyCidrErrors } from '../parts/ip-checks.ts'

interface Allowed {
  readonly invalidValues: boolean
  /** Ranges that were there before. */
  readonly cidrs: readonly string[]
}

function checkPort(errors: FieldError[], path: string, { protocol, port, endPort }: Dict): void {
  if (protocol !== undefined && !['TCP', 'UDP', 'SCTP'].includes(protocol)) {
    errors.push(notSupported(`${path}.protocol`, protocol, ['TCP', 'UDP', 'SCTP']))
  }
  const end = `${path}.endPort`
  if (port === undefined) {
    if (endPort !== undefined) {
      errors.push(invalid(end, endPort, 'may not be specified when `port` is not specified'))
    }
    return
  }
  if (typeof port === 'number') {
    textErrors(errors, `${path}.port`, port, portNumber(port))
    if (endPort === undefined) return
    if (endPort < port) {
      errors.push(invalid(end, endPort, 'must be greater than or equal to `port`'))
    }
    textErrors(errors, end, endPort, portNumber(endPort))
    return
  }
  if (endPort !== undefined) {
    errors.push(invalid(end, endPort, 'may not be specified when `port` is non-numeric'))
  }
  textErrors(errors, `${path}.port`, port, portName(port))
}

function checkBlock(
  errors: FieldError[],
  declared: FieldError[],
  path: string,
  block: Dict,
  { cidrs }: Allowed,
): void {
  if (!block.cidr) {
    declared.push(required(`${path}.cidr`))
    return
  }
  errors.push(...legacyCidrErrors(`${path}.cidr`, block.cidr, cidrs))
  const whole = parseCidr(block.cidr)
  if (whole === undefined) return
  for (const [index, text] of ((block.except ?? []) as string[]).entries()) {
    const at = `${path}.except[${index}]`
    errors.push(...legacyCidrErrors(at, text, cidrs))
    const part = parseCidr(text)
    if (part === undefined) continue
    const start = { ...part.address, family: part.family, bits: part.first }
    if (!contains(whole, start) || whole.length >= part.length) {
      errors.push(invalid(at, text, 'must be a strict subset of `cidr`'))
    }
  }
}

function checkPeer(
  errors: FieldError[],
  declared: FieldError[],
  path: string,
  peer: Dict,
  allowed: Allowed,
): void {
  let count = 0
  const rules = { allowInvalidValues: allowed.invalidValues }
  for (const field of ['podSelector', 'namespaceSelector']) {
    if (!peer[field]) continue
    count++
    errors.push(...labelSelectorErrors(peer[field], `${path}.${field}`, rules))
  }
  if (peer.ipBlock) {
    count++
    checkBlock(errors, declared, `${path}.ipBlock`, peer.ipBlock, allowed)
  }
  if (count === 0) errors.push(required(path, 'must specify a peer'))
  else if (count > 1 && peer.ipBlock) {
    errors.push(forbidden(path, 'may not specify both ipBlock and another peer'))
  }
}

function checkTypes(errors: FieldError[], types: readonly string[]): void {
  if (types.length > 2) {
    errors.push(invalid('spec.policyTypes', types, 'may not specify more than two policyTypes'))
    return
  }
  for (const [index, type] of types.entries()) {
    if (type === 'Ingress' || type === 'Egress') continue
    errors.push(notSupported(`spec.policyTypes[${index}]`, type, ['Ingress', 'Egress']))
  }
}

function allowedOf(was: KubeObject | undefined): Allowed {
  if (was === undefined) return { invalidValues: false, cidrs: [] }
  const cidrs: string[] = []
  for (const [list, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    for (const rule of listOf(was.spec?.[list])) {
      for (const { ipBlock } of listOf(rule[peers])) {
        if (ipBlock) cidrs.push(ipBlock.cidr ?? '', ...(ipBlock.except ?? []))
      }
    }
  }
  const invalidValues = labelSelectorErrors(was.spec?.podSelector, '').length > 0
  return { invalidValues, cidrs }
}

export function checkNetworkPolicy(object: KubeObject, was: KubeObject | undefined): FieldError[] {
  const spec: Dict = object.spec ?? {}
  const allowed = allowedOf(was)
  const declared: FieldError[] = []
  const errors = labelSelectorErrors(spec.podSelector, 'spec.podSelector', {
    allowInvalidValues: allowed.invalidValues,
  })
  for (const [list, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    for (const [index, rule] of listOf(spec[list]).entries()) {
      const path = `spec.${list}[${index}]`
      listOf(rule.ports).forEach((port, i) => checkPort(errors, `${path}.ports[${i}]`, port))
      listOf(rule[peers]).forEach((peer, i) =>
        checkPeer(errors, declared, `${path}.${peers}[${i}]`, peer, allowed),
      )
    }
  }
  checkTypes(errors, spec.policyTypes ?? [])
  return [...errors, ...declared]
}
