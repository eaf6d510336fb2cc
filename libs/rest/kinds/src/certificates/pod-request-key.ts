// in: the key that a PodCertificateRequest brings → out: the key, or what is wrong with it. Never: who may have a certificate.
import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { type Dict, type FieldError, invalid, omitValue, tooLong } from '@binnacle/meta'
import { parseCertificateRequest } from '../parts/pkcs10.ts'

const bytesMax = 10 * 1024
const curves: Readonly<Record<string, string>> = { secp224r1: 'P-224' }
const goodCurves = new Set(['prime256v1', 'secp384r1', 'secp521r1'])
const unknownType = 'unknown public key type; supported types are Ed25519, ECDSA, and RSA'

function bytesOf(value: unknown): Buffer {
  return Buffer.from(typeof value === 'string' ? value : '', 'base64')
}

function keyFault(path: string, key: KeyObject, curveText: string, unknown: unknown): FieldError[] {
  const { namedCurve = '', modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return []
    case 'ec':
      if (goodCurves.has(namedCurve)) return []
      return [invalid(path, `curve ${curves[namedCurve] ?? namedCurve}`, curveText)]
    case 'rsa': {
      const bits = Math.ceil(modulusLength / 8) * 8
      if (bits === 3072 || bits === 4096) return []
      return [invalid(path, `${bits}-bit modulus`, 'RSA keys must have modulus size 3072 or 4096')]
    }
    default:
      return [invalid(path, unknown, unknownType)]
  }
}

function readKey(der: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' })
  } catch {
    return undefined
  }
}

function isSigned(key: KeyObject, text: string, signature: Buffer): boolean {
  const hash = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  const padding = constants.RSA_PKCS1_PSS_PADDING
  const by = key.asymmetricKeyType === 'rsa' ? { key, padding } : key
  try {
    return verify(hash, Buffer.from(text), by, signature)
  } catch {
    return false
  }
}

function oldKeyErrors(spec: Dict): FieldError[] {
  const path = 'spec.pkixPublicKey'
  const [der, proof] = [bytesOf(spec.pkixPublicKey), bytesOf(spec.proofOfPossession)]
  if (der.length > bytesMax) return [tooLong(path, bytesMax)]
  if (proof.length > bytesMax) return [tooLong('spec.proofOfPossession', bytesMax)]
  const key = readKey(der)
  if (!key) return [invalid(path, [...der], 'must be a valid PKIX-serialized public key')]
  const text = 'elliptic public keys must use curve P256 or P384'
  const errors = keyFault(path, key, text, [...der])
  if (errors.length > 0 || isSigned(key, spec.podUID ?? '', proof)) return errors
  const fault = 'could not verify proof-of-possession signature'
  return [invalid('spec.proofOfPossession', omitValue, fault)]
}

function stubErrors(spec: Dict): FieldError[] {
  const path = 'spec.stubPKCS10Request'
  const der = bytesOf(spec.stubPKCS10Request)
  if (der.length > bytesMax) return [tooLong(path, bytesMax)]
  const request = parseCertificateRequest(der)
  if (!request) return [invalid(path, omitValue, 'must be a valid PKCS#10 CSR')]
  const text = 'elliptic public keys must use curve P256, P384, or P521'
  const errors = keyFault(path, request.key, text, omitValue)
  if (errors.length > 0 || request.signatureFault() === undefined) return errors
  return [invalid(path, omitValue, 'invalid signature')]
}

export function keyErrors(spec: Dict): FieldError[] {
  const { stubPKCS10Request: stub, pkixPublicKey: key, proofOfPossession: proof } = spec
  if (stub && !key && !proof) return stubErrors(spec)
  if (!stub && key && proof) return oldKeyErrors(spec)
  const text =
    'exactly one of (stubPKCS10Request) or (pkixPublicKey, proofOfPossession) must be set'
  return [invalid('spec', omitValue, text)]
}

export function keyOf(spec: Dict): KeyObject | undefined {
  const stub = spec.stubPKCS10Request
  return stub ? parseCertificateRequest(bytesOf(stub))?.key : readKey(bytesOf(spec.pkixPublicKey))
}
