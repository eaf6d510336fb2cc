// in: the status of a PodCertificateRequest, new and old → out: what is wrong with it. Never: who may sign.
import { X509Certificate } from 'node:crypto'
import {
  type Dict,
  type FieldError,
  invalid,
  type KubeObject,
  notSupported,
  omitValue,
  required,
  tooLong,
} from '@binnacle/meta'
import type { WriteContext } from '../kind.ts'
import { checkConditions } from '../parts/condition-check.ts'
import { listOf } from '../parts/field-checks.ts'
import { pemBlocks } from '../parts/pem.ts'
import { sameValue } from '../parts/same-value.ts'
import { keyOf } from './pod-request-key.ts'

const known = ['Issued', 'Denied', 'Failed']
const chainMax = 100 * 1024
const chainPath = 'status.certificateChain'
const minuteMs = 60_000
const hourMs = 60 * minuteMs

function conditionErrors(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const path = 'status.conditions'
  const conditions = listOf(object.status?.conditions)
  let count = 0
  conditions.forEach(({ type = '', status = '' }, index) => {
    // The reference makes these paths in an odd way.
    const at = `${path}.[${index}]`
    if (!known.includes(type)) {
      errors.push(notSupported(`${at}.type`, type, known))
      return
    }
    count++
    const text = 'There may be at most one condition with type "Issued", "Denied", or "Failed"'
    if (count > 1) errors.push(invalid(`${at}.type`, type, text))
    if (status !== 'True') errors.push(notSupported(`${at}.status`, status, ['True']))
  })
  checkConditions(errors, path, conditions)
  return errors
}

function isIn(object: KubeObject, ...types: readonly string[]): boolean {
  const conditions = listOf(object.status?.conditions)
  return conditions.some(({ type, status }) => types.includes(type) && status === 'True')
}

function readCertificate(bytes: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes)
  } catch {
    return undefined
  }
}

function timeErrors({ status, spec }: KubeObject, leaf: X509Certificate, now: Date): FieldError[] {
  const missing: FieldError[] = []
  const consistent = 'must be present and consistent with the issued certificate'
  if (!status.notBefore) missing.push(required('status.notBefore', consistent))
  if (!status.notAfter) missing.push(required('status.notAfter', consistent))
  if (!status.beginRefreshAt) {
    const text = 'must be present and in the range [notbefore+10min, notafter-10min]'
    missing.push(required('status.beginRefreshAt', text))
  }
  if (missing.length > 0) return missing
  const fault = (field: string, text: string) => [invalid(`status.${field}`, status[field], text)]
  const [from, to] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)]
  const begin = Date.parse(status.beginRefreshAt)
  if (Date.parse(status.notBefore) !== from) {
    return fault('notBefore', 'must be set to the NotBefore time encoded in the leaf certificate')
  }
  if (Math.abs(from - now.getTime()) >= 5 * minuteMs) {
    const text = "must be set to within 5 minutes of kube-apiserver's current time"
    return fault('notBefore', text)
  }
  if (Date.parse(status.notAfter) !== to) {
    return fault('notAfter', 'must be set to the NotAfter time encoded in the leaf certificate')
  }
  const life = to - from
  const nanoseconds = life * 1_000_000
  if (life < hourMs) {
    return [invalid(chainPath, nanoseconds, 'leaf certificate lifetime must be >= 1 hour')]
  }
  if (life > spec.maxExpirationSeconds * 1000) {
    const text = `leaf certificate lifetime must be <= spec.maxExpirationSeconds (${spec.maxExpirationSeconds})`
    return [invalid(chainPath, nanoseconds, text)]
  }
  if (begin < from + 10 * minuteMs) {
    return fault('beginRefreshAt', 'must be at least 10 minutes after status.notBefore')
  }
  if (begin > to - 10 * minuteMs) {
    return fault('beginRefreshAt', 'must be at least 10 minutes before status.notAfter')
  }
  return []
}

function issueErrors(object: KubeObject, was: KubeObject, now: Date): FieldError[] {
  const chain: string = object.status?.certificateChain ?? ''
  const fault = (text: string): FieldError[] => [invalid(chainPath, chain, text)]
  if (Buffer.byteLength(chain) > chainMax) return [tooLong(chainPath, chainMax)]
  const [first, ...rest] = pemBlocks(chain)
  if (!first) return fault('issued certificate chain must contain at least one certificate')
  if (first.type !== 'CERTIFICATE') {
    return fault('issued certificate chain must consist entirely of CERTIFICATE PEM blocks')
  }
  const leaf = readCertificate(first.bytes)
  if (!leaf) return fault('leaf certificate does not parse as valid X.509')
  const key = keyOf(was.spec as Dict)
  if (!key) return [invalid('spec.stubPKCS10Request', omitValue, 'must be a valid PKCS#10 CSR')]
  if (!key.equals(leaf.publicKey)) {
    return fault('leaf certificate was not issued to the requested public key')
  }
  const errors = timeErrors(object, leaf, now)
  if (errors.length > 0) return errors
  for (const { type, bytes } of rest) {
    if (type !== 'CERTIFICATE') {
      return fault('issued certificate chain must consist entirely of CERTFICATE PEM blocks')
    }
    if (!readCertificate(bytes)) {
      return fault('intermediate certificate does not parse as valid X.509')
    }
  }
  return []
}

function unless(same: boolean, text: string): FieldError[] {
  return same ? [] : [invalid('status', omitValue, text)]
}

export function checkPodRequestStatus(
  object: KubeObject,
  was: KubeObject,
  { now }: WriteContext,
): FieldError[] {
  const errors = conditionErrors(object)
  if (errors.length > 0) return errors
  const same = sameValue(object.status, was.status)
  if (isIn(was, ...known)) {
    return unless(same, 'immutable after PodCertificateRequest is issued, denied, or failed')
  }
  if (isIn(object, 'Denied', 'Failed')) {
    const { conditions: _, ...others } = object.status as Dict
    const text =
      'non-condition status fields must be empty when denying or failing the PodCertificateRequest'
    return unless(Object.keys(others).length === 0, text)
  }
  if (isIn(object, 'Issued')) return issueErrors(object, was, now)
  const text = 'status is immutable unless transitioning to "Issued", "Denied", or "Failed"'
  return unless(same, text)
}
