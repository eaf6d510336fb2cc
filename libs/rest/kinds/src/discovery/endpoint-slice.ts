// in: nothing → out: what the API says of an EndpointSlice beyond the catalogue.
import {
  type Dict,
  duplicate,
  type FieldError,
  fullyQualifiedDomainName,
  invalid,
  type KubeObject,
  labelsErrors,
  labelValue,
  nameIsSubdomain,
  notSupported,
  tooMany,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { declaredImmutable, declaredRequired } from '../parts/declared-checks.ts'
import {
  labelErrors,
  listOf,
  qualifiedErrors,
  requireWord,
  textErrors,
} from '../parts/field-checks.ts'
import { parseIp } from '../parts/ip-address.ts'
import { endpointIpErrors, ipErrors, ipWarnings, legacyIpErrors } from '../parts/ip-checks.ts'
import { countGeneration } from '../parts/keep-parts.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { sameValue } from '../parts/same-value.ts'
import { startGeneration } from '../parts/spec-generation.ts'

const addressTypes = ['FQDN', 'IPv4', 'IPv6']
const hintsMax = 8

function checkAddress(
  errors: FieldError[],
  path: string,
  at: string,
  type: string,
  address: string,
): void {
  if (type === 'FQDN') {
    errors.push(...fullyQualifiedDomainName(at, address))
    return
  }
  if (type !== 'IPv4' && type !== 'IPv6') return
  const wrong = type === 'IPv4' ? legacyIpErrors(at, address) : ipErrors(at, address)
  if (wrong.length > 0) {
    errors.push(...wrong)
    return
  }
  if (parseIp(address)?.family !== (type === 'IPv4' ? 4 : 6)) {
    errors.push(invalid(path, address, `must be an ${type} address`))
  }
  errors.push(...endpointIpErrors(at, address))
}

function checkHints(errors: FieldError[], path: string, hints: Dict): void {
  const rules = [
    ['forZones', labelValue],
    ['forNodes', (name: string) => nameIsSubdomain(name, false)],
  ] as const
  for (const [field, rule] of rules) {
    const list = listOf(hints[field])
    if (list.length > hintsMax) {
      errors.push(tooMany(`${path}.${field}`, list.length, hintsMax))
      return
    }
    const seen = new Set<string>()
    for (const [index, { name = '' }] of list.entries()) {
      const at = `${path}.${field}[${index}].name`
      if (seen.has(name)) errors.push(duplicate(at, name))
      seen.add(name)
      textErrors(errors, at, name, rule(name))
    }
  }
}

function checkEndpoint(errors: FieldError[], path: string, endpoint: Dict, type: string): void {
  const addresses = (endpoint.addresses ?? []) as string[]
  const at = `${path}.addresses`
  addresses.forEach((address, i) => checkAddress(errors, at, `${at}[${i}]`, type, address))
  const { nodeName, deprecatedTopology = {}, hostname, hints } = endpoint
  if (nodeName !== undefined) {
    textErrors(errors, `${path}.nodeName`, nodeName, nameIsSubdomain(nodeName, false))
  }
  const labels = Object.keys(deprecatedTopology).length
  if (labels > 16) errors.push(tooMany(`${path}.deprecatedTopology`, labels, 16))
  errors.push(...labelsErrors(deprecatedTopology, `${path}.deprecatedTopology`))
  if (hostname !== undefined) labelErrors(errors, `${path}.hostname`, hostname)
  if (hints) checkHints(errors, `${path}.hints`, hints)
}

function checkPorts(errors: FieldError[], ports: readonly Dict[]): void {
  if (ports.length > 20000) {
    errors.push(tooMany('ports', ports.length, 20000))
    return
  }
  const seen = new Set<string>()
  for (const [index, port] of ports.entries()) {
    const path = `ports[${index}]`
    const name: string = port.name ?? ''
    if (name !== '') labelErrors(errors, `${path}.name`, name)
    if (seen.has(name)) errors.push(duplicate(`${path}.name`, name))
    seen.add(name)
    requireWord(errors, `${path}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP'])
    if (port.appProtocol !== undefined) {
      qualifiedErrors(errors, `${path}.appProtocol`, port.appProtocol)
    }
  }
}

interface Found {
  readonly written: FieldError[]
  readonly declared: FieldError[]
}

function find(object: KubeObject, was: KubeObject | undefined): Found {
  const written: FieldError[] = []
  const declared: FieldError[] = []
  const type: string = object.addressType ?? ''
  if (type === '') declared.push(...declaredRequired('addressType', type))
  else if (!addressTypes.includes(type) && type !== was?.addressType) {
    declared.push(notSupported('addressType', type, addressTypes))
  }
  checkPorts(written, listOf(object.ports))
  const list = listOf(object.endpoints)
  const same = was !== undefined && sameValue(object.endpoints, was.endpoints)
  if (same) return { written, declared }
  if (list.length > 1000) {
    written.push(tooMany('endpoints', list.length, 1000))
  } else {
    list.forEach((endpoint, i) => checkEndpoint(written, `endpoints[${i}]`, endpoint, type))
  }
  for (const [index, endpoint] of list.entries()) {
    const path = `endpoints[${index}].addresses`
    const count = listOf(endpoint.addresses).length
    if (count === 0) declared.push(...declaredRequired(path, undefined))
    else if (count > 100) declared.push(tooMany(path, count, 100))
  }
  return { written, declared }
}

function checkChange(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  const { written, declared } = find(object, was)
  const type = declaredImmutable('addressType', object.addressType, was.addressType)
  return [...metadataAgain(object, context), ...written, ...type, ...declared]
}

/** Only the old version had the field, and its node name moved to a field of its own. */
function dropTopology(object: KubeObject, was: KubeObject | undefined): void {
  if (was !== undefined && sameValue(object.endpoints, was.endpoints)) return
  const hostnameLabel = 'kubernetes.io/hostname'
  const known = new Set(
    listOf(was?.endpoints).map((one) => one.deprecatedTopology?.[hostnameLabel]),
  )
  for (const endpoint of listOf(object.endpoints)) {
    const name: string | undefined = endpoint.deprecatedTopology?.[hostnameLabel]
    if (endpoint.nodeName === undefined && name && known.has(name)) {
      if (nameIsSubdomain(name, false).length === 0) endpoint.nodeName = name
    }
    delete endpoint.deprecatedTopology
  }
}

function withoutMeta({ metadata: _metadata, ...rest }: KubeObject): Dict {
  return rest
}

function warn(object: KubeObject, was: KubeObject | undefined): string[] {
  const warnings: string[] = []
  if (was === undefined && object.addressType === 'FQDN') {
    warnings.push('spec.addressType: FQDN endpoints are deprecated')
  }
  const manager = object.metadata.labels?.['endpointslice.kubernetes.io/managed-by']
  const ours = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io']
  if (ours.includes(manager ?? '')) return warnings
  for (const [index, endpoint] of listOf(object.endpoints).entries()) {
    for (const [i, address] of ((endpoint.addresses ?? []) as string[]).entries()) {
      warnings.push(...ipWarnings(`endpoints[${index}].addresses[${i}]`, address))
    }
  }
  return warnings
}

function showList(all: readonly string[]): string {
  if (all.length > 3) return `${all.slice(0, 3).join(',')} + ${all.length - 3} more...`
  return all.join(',') || '<unset>'
}

export const endpointSlice = defineKind('discovery.k8s.io', 'endpointslices', {
  defaults: (object) => {
    for (const port of listOf(object.ports)) {
      port.name ??= ''
      port.protocol ??= 'TCP'
    }
  },
  hasGeneration: true,
  prepare: (object) => {
    startGeneration(object)
    dropTopology(object, undefined)
  },
  prepareChange: (object, was) => {
    const same =
      sameValue(withoutMeta(object), withoutMeta(was)) &&
      sameValue(object.metadata.labels, was.metadata.labels)
    if (!same) countGeneration(object, was)
    dropTopology(object, was)
  },
  check: (object) => {
    const { written, declared } = find(object, undefined)
    return [...written, ...declared]
  },
  checkChange,
  warn,
  columns: [
    nameColumn,
    textColumn(
      'AddressType',
      'addressType specifies the type of address carried by this EndpointSlice. All addresses in this slice must be the same type. This field is immutable after creation. The following address types are currently supported: * IPv4: Represents an IPv4 Address. * IPv6: Represents an IPv6 Address. * FQDN: Represents a Fully Qualified Domain Name. (Deprecated) The EndpointSlice controller only generates, and kube-proxy only processes, slices of addressType "IPv4" and "IPv6". No semantics are defined for the "FQDN" type.',
      (object) => object.addressType ?? '',
    ),
    textColumn(
      'Ports',
      'ports specifies the list of network ports exposed by each endpoint in this slice. Each port must have a unique name. Each slice may include a maximum of 100 ports. Services always have at least 1 port, so EndpointSlices generated by the EndpointSlice controller will likewise always have at least 1 port. EndpointSlices used for other purposes may have an empty ports list.',
      (object) =>
        showList(listOf(object.ports).map((port) => String(port.port ?? port.name ?? '*'))),
    ),
    textColumn(
      'Endpoints',
      'endpoints is a list of unique endpoints in this slice. Each slice may include a maximum of 1000 endpoints.',
      (object) =>
        showList(listOf(object.endpoints).flatMap((one) => (one.addresses ?? []) as string[])),
    ),
    ageColumn,
  ],
})
