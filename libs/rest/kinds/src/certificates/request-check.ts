// in: a CertificateSigningRequest, new and old → out: what is wrong with it. Never: whether it should be signed.
import { X509Certificate } from 'node:crypto'
import {
  type Dict,
  duplicate,
  type FieldError,
  forbidden,
  goQuote,
  invalid,
  type KubeObject,
  notSupported,
  required,
} from '@binnacle/meta'
import type { WriteContext } from '../kind.ts'
import { listOf } from '../parts/field-checks.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { pemBlocks } from '../parts/pem.ts'
import { parseCertificateRequest } from '../parts/pkcs10.ts'
import { sameValue } from '../parts/same-value.ts'
import { unifiedDiff } from '../parts/unified-diff.ts'
import { signerNameErrors } from './signer-name.ts'

const usages = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
]
const legacySigner = 'kubernetes.io/legacy-unknown'
const trueOnly = new Set(['Approved', 'Denied', 'Failed'])

export const requestName = (): string[] => []

function conditionsOf(object: KubeObject | undefined): readonly Dict[] {
  return listOf(object?.status?.conditions)
}

function ofType(object: KubeObject, type: string): Dict[] {
  return conditionsOf(object).filter((condition) => condition.type === type)
}

function textOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1')
}

function requestFault(base64: string): string | undefined {
  const block = pemBlocks(textOf(base64))[0]
  if (block?.type !== 'CERTIFICATE REQUEST') return 'PEM block type must be CERTIFICATE REQUEST'
  const request = parseCertificateRequest(block.bytes)
  if (request === undefined) return "asn1: structure error: tags don't match"
  return request.signatureFault()
}

function certificateFault(base64: string): string | undefined {
  if (base64 === '') return undefined
  const blocks = pemBlocks(textOf(base64))
  for (const { type, headers, bytes } of blocks) {
    if (type !== 'CERTIFICATE') {
      return `only CERTIFICATE PEM blocks are allowed, found ${goQuote(type)}`
    }
    if (headers) return 'no PEM block headers are permitted'
    if (bytes.length === 0) return 'found CERTIFICATE PEM block containing 0 certificates'
    try {
      new X509Certificate(bytes)
    } catch {
      return 'x509: malformed certificate'
    }
  }
  return blocks.length === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined
}

function checkUsages(
  errors: FieldError[],
  list: readonly string[],
  before: readonly string[],
): void {
  if (list.length === 0) errors.push(required('spec.usages'))
  const odd = before.some((usage) => !usages.includes(usage))
  const twice = new Set(before).size < before.length
  for (const [index, usage] of list.entries()) {
    if (!odd && !usages.includes(usage)) {
      errors.push(notSupported(`spec.usages[${index}]`, usage, usages))
    }
  }
  for (const [index, usage] of list.entries()) {
    if (!twice && list.indexOf(usage) < index) {
      errors.push(duplicate(`spec.usages[${index}]`, usage))
    }
  }
}

function checkConditions(
  errors: FieldError[],
  object: KubeObject,
  was: KubeObject | undefined,
): FieldError[] {
  const path = 'status.conditions'
  const before = conditionsOf(was).map((condition) => condition.type ?? '')
  const emptyBefore = before.includes('')
  const twiceBefore = new Set(before).size < before.length
  const bothBefore = before.includes('Approved') && before.includes('Denied')
  const seen = new Set<string>()
  for (const [index, { type = '', status = '' }] of conditionsOf(object).entries()) {
    const at = `${path}[${index}]`
    if (type === '' && !emptyBefore) errors.push(required(`${at}.type`))
    const words = trueOnly.has(type) ? ['True'] : ['False', 'True', 'Unknown']
    if (status === '') errors.push(required(`${at}.status`))
    else if (!words.includes(status)) errors.push(notSupported(`${at}.status`, status, words))
    if (!twiceBefore && seen.has(type)) errors.push(duplicate(`${at}.type`, type))
    seen.add(type)
  }
  if (bothBefore || !seen.has('Approved') || !seen.has('Denied')) return []
  const members = ['Approved', 'Denied'].map((type) => `conditions[{"type": "${type}"}]`)
  const text = `must specify at most one of: ${members.map((one) => `\`${one}\``).join(', ')}`
  return [invalid(path, `{${members.join(', ')}}`, text)]
}

export function checkRequest(object: KubeObject, was: KubeObject | undefined): FieldError[] {
  const errors: FieldError[] = []
  const spec: Dict = object.spec ?? {}
  const fault = requestFault(spec.request ?? '')
  if (fault !== undefined) errors.push(invalid('spec.request', spec.request || null, fault))
  checkUsages(errors, spec.usages ?? [], was?.spec?.usages ?? [])
  const signer: string = spec.signerName ?? ''
  if (signer === legacySigner && was?.spec?.signerName !== legacySigner) {
    const text = 'the legacy signerName is not allowed via this API version'
    errors.push(invalid('spec.signerName', signer, text))
  } else errors.push(...signerNameErrors('spec.signerName', signer))
  const seconds = spec.expirationSeconds
  if (seconds !== undefined && seconds < 600) {
    const text = 'may not specify a duration less than 600 seconds (10 minutes)'
    errors.push(invalid('spec.expirationSeconds', seconds, text))
  }
  const declared = checkConditions(errors, object, was)
  const now: string = object.status?.certificate ?? ''
  const before: string = was?.status?.certificate ?? ''
  const checked = was === undefined || (now !== before && certificateFault(before) === undefined)
  const wrong = checked ? certificateFault(now) : undefined
  if (wrong !== undefined) errors.push(invalid('status.certificate', '<certificate data>', wrong))
  return [...errors, ...declared]
}

/** As Go writes the internal type, which has no JSON names. */
function showConditions(list: readonly Dict[]): string {
  const shown = list.map((one) => ({
    Type: one.type ?? '',
    Status: one.status ?? '',
    Reason: one.reason ?? '',
    Message: one.message ?? '',
    LastUpdateTime: one.lastUpdateTime ?? null,
    LastTransitionTime: one.lastTransitionTime ?? null,
  }))
  return JSON.stringify(shown, null, 1)
}

interface Allowed {
  readonly approval: boolean
  readonly certificate: boolean
}

function changeErrors(object: KubeObject, was: KubeObject, allowed: Allowed): FieldError[] {
  const errors: FieldError[] = []
  const path = 'status.conditions'
  for (const type of ['Approved', 'Denied', 'Failed']) {
    if (ofType(object, type).length >= ofType(was, type).length) continue
    errors.push(forbidden(path, `updates may not remove a condition of type ${goQuote(type)}`))
  }
  for (const type of allowed.approval ? [] : ['Approved', 'Denied']) {
    const [now, before] = [ofType(object, type), ofType(was, type)]
    if (now.length > before.length) {
      errors.push(forbidden(path, `updates may not add a condition of type ${goQuote(type)}`))
    } else if (now.length === before.length && !sameValue(now, before)) {
      const diff = unifiedDiff(showConditions(before), showConditions(now))
      const text = `updates may not modify a condition of type ${goQuote(type)}\n${diff}`
      errors.push(forbidden(path, text))
    }
  }
  const [now, before] = [object.status?.certificate ?? '', was.status?.certificate ?? '']
  if (now !== before) {
    if (!allowed.certificate) {
      errors.push(forbidden('status.certificate', 'updates may not set certificate content'))
    } else if (before !== '') {
      const text = 'updates may not modify existing certificate content'
      errors.push(forbidden('status.certificate', text))
    }
  }
  return errors
}

function changeCheck(allowed: Allowed) {
  return (object: KubeObject, was: KubeObject, context: WriteContext): FieldError[] => [
    ...metadataAgain(object, context, requestName),
    ...checkRequest(object, was),
    ...changeErrors(object, was, allowed),
  ]
}

export const checkRequestChange = changeCheck({ approval: false, certificate: false })
export const checkRequestStatus = changeCheck({ approval: false, certificate: true })
export const checkApproval = changeCheck({ approval: true, certificate: false })
