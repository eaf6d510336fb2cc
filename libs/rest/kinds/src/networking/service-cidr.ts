// in: nothing → out: what the API says of a ServiceCIDR beyond the catalogue. Never: handing addresses out.
import { type FieldError, invalid, type KubeObject, required } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { parseCidr } from '../parts/ip-address.ts'
import { cidrErrors } from '../parts/ip-checks.ts'
import { keepStatus } from '../parts/keep-parts.ts'
import { statusPart, statusResetFields } from '../parts/status-part.ts'

const path = 'spec.cidrs'

function cidrsOf(object: KubeObject): string[] {
  return object.spec?.cidrs ?? []
}

function check(object: KubeObject): FieldError[] {
  const cidrs = cidrsOf(object)
  if (cidrs.length === 0) return [required(path, 'at least one CIDR required')]
  if (cidrs.length > 2) {
    return [invalid(path, { CIDRs: cidrs }, 'may only hold up to 2 values')]
  }
  const errors = cidrs.flatMap((cidr, index) => cidrErrors(`${path}[${index}]`, cidr))
  const [first, second] = cidrs.map((cidr) => parseCidr(cidr)?.family)
  if (cidrs.length === 2 && first !== undefined && first === second) {
    const text =
      'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64'
    errors.push(invalid(path, cidrs, text))
  }
  return errors
}

function checkChange(object: KubeObject, was: KubeObject): FieldError[] {
  const now = cidrsOf(object)
  const before = cidrsOf(was)
  const changed = (index: number) =>
    now[index] === before[index]
      ? []
      : [invalid(`${path}[${index}]`, now[index], 'field is immutable')]
  if (now.length === before.length) return before.flatMap((_cidr, index) => changed(index))
  if (before.length === 1 && now.length === 2) return [...changed(0), ...check(object)]
  return [invalid(path, object.spec?.cidrs ?? null, 'field is immutable')]
}

export const serviceCidr = defineKind('networking.k8s.io', 'servicecidrs', {
  prepare: (object) => {
    object.status = {}
  },
  prepareChange: keepStatus,
  check,
  checkChange,
  columns: [
    nameColumn,
    textColumn(
      'CIDRs',
      'cidrs defines the IP blocks in CIDR notation (e.g. "192.168.0.0/24" or "2001:db8::/64") from which to assign service cluster IPs. Max of two CIDRs is allowed, one of each IP family. This field is immutable.',
      (object) => cidrsOf(object).join(','),
    ),
    ageColumn,
  ],
  resetFields: statusResetFields,
  subresources: { status: statusPart() },
})
