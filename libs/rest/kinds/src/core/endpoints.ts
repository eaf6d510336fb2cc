// in: nothing → out: what the API says of Endpoints beyond the catalogue.
import {
  type Dict,
  type FieldError,
  invalid,
  type KubeObject,
  nameIsSubdomain,
  notSupported,
  portNumber,
  required,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { labelErrors, listOf, qualifiedErrors, textErrors } from '../parts/field-checks.ts'
import { endpointIpErrors, ipWarnings, legacyIpErrors } from '../parts/ip-checks.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { sameValue } from '../parts/same-value.ts'

const protocols = ['SCTP', 'TCP', 'UDP']
const shownMax = 3

function checkAddress(errors: FieldError[], path: string, address: Dict): void {
  errors.push(...legacyIpErrors(`${path}.ip`, address.ip ?? ''))
  if (address.hostname) labelErrors(errors, `${path}.hostname`, address.hostname)
  if (address.nodeName !== undefined) {
    textErrors(
      errors,
      `${path}.nodeName`,
      address.nodeName,
      nameIsSubdomain(address.nodeName, false),
    )
  }
  errors.push(...endpointIpErrors(`${path}.ip`, address.ip ?? ''))
}

function checkPort(errors: FieldError[], path: string, port: Dict, named: boolean): void {
  if (port.name) labelErrors(errors, `${path}.name`, port.name)
  else if (named) errors.push(required(`${path}.name`))
  for (const text of portNumber(port.port ?? 0)) {
    errors.push(invalid(`${path}.port`, port.port ?? 0, text))
  }
  if (!port.protocol) errors.push(required(`${path}.protocol`))
  else if (!protocols.includes(port.protocol)) {
    errors.push(notSupported(`${path}.protocol`, port.protocol, protocols))
  }
  if (port.appProtocol !== undefined) {
    qualifiedErrors(errors, `${path}.appProtocol`, port.appProtocol)
  }
}

function check(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  for (const [index, subset] of listOf(object.subsets).entries()) {
    const path = `subsets[${index}]`
    const ready = listOf(subset.addresses)
    const notReady = listOf(subset.notReadyAddresses)
    if (ready.length === 0 && notReady.length === 0) {
      errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'))
    }
    ready.forEach((one, i) => checkAddress(errors, `${path}.addresses[${i}]`, one))
    notReady.forEach((one, i) => checkAddress(errors, `${path}.notReadyAddresses[${i}]`, one))
    const ports = listOf(subset.ports)
    ports.forEach((port, i) => checkPort(errors, `${path}.ports[${i}]`, port, ports.length > 1))
  }
  return errors
}

function checkChange(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  const errors = metadataAgain(object, context)
  if (!sameValue(object.subsets, was.subsets)) errors.push(...check(object))
  return errors
}

function warn(object: KubeObject): string[] {
  const manager = object.metadata.labels?.['endpoints.kubernetes.io/managed-by']
  if (manager === 'endpoint-controller') return []
  const warnings: string[] = []
  for (const [index, subset] of listOf(object.subsets).entries()) {
    for (const field of ['addresses', 'notReadyAddresses']) {
      for (const [i, address] of listOf(subset[field]).entries()) {
        warnings.push(...ipWarnings(`subsets[${index}].${field}[${i}].ip`, address.ip ?? ''))
      }
    }
  }
  return warnings
}

function hostPort(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`
}

function show(object: KubeObject): string {
  const all: string[] = []
  const subsets = listOf(object.subsets)
  if (subsets.length === 0) return '<none>'
  for (const subset of subsets) {
    const addresses = listOf(subset.addresses)
    const ports = listOf(subset.ports)
    if (ports.length === 0) all.push(...addresses.map((one) => one.ip as string))
    for (const port of ports) all.push(...addresses.map((one) => hostPort(one.ip, port.port ?? 0)))
  }
  const text = all.slice(0, shownMax).join(',')
  return all.length > shownMax ? `${text} + ${all.length - shownMax} more...` : text
}

export const endpoints = defineKind('', 'endpoints', {
  defaults: (object) => {
    for (const subset of listOf(object.subsets)) {
      for (const port of listOf(subset.ports)) port.protocol ||= 'TCP'
    }
  },
  // Upstream sorts and merges subsets on the way in.
  prepare: () => {},
  check,
  checkChange,
  warn,
  createOnUpdate: true,
  columns: [
    nameColumn,
    textColumn(
      'Endpoints',
      'The set of all endpoints is the union of all subsets. Addresses are placed into subsets according to the IPs they share. A single address with multiple ports, some of which are ready and some of which are not (because they come from different containers) will result in the address being displayed in different subsets for the different ports. No address will appear in both Addresses and NotReadyAddresses in the same subset. Sets of addresses and ports that comprise a service.',
      show,
    ),
    ageColumn,
  ],
})
