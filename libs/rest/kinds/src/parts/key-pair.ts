// in: a certificate and a key, PEM in base64 → out: Go's words for why they do not fit together. Never: trust.
import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'

const blocks = /-----BEGIN ([A-Z0-9 ]+)-----\r?\n[\s\S]*?\r?\n-----END \1-----/g

function blocksOf(base64: string): { type: string; text: string }[] {
  const pem = Buffer.from(base64, 'base64').toString('latin1')
  return [...pem.matchAll(blocks)].map((match) => ({ type: match[1] as string, text: match[0] }))
}

function isKey(type: string): boolean {
  return type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY')
}

function show(list: readonly string[]): string {
  return `[${list.join(' ')}]`
}

function certificateFault(found: readonly { type: string }[]): string {
  const skipped = found.map((block) => block.type)
  if (skipped.length === 0) return 'tls: failed to find any PEM data in certificate input'
  if (skipped.length === 1 && isKey(skipped[0] as string)) {
    return 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
  }
  return `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: ${show(skipped)}`
}

function keyFault(found: readonly { type: string }[]): string {
  const skipped = found.map((block) => block.type)
  if (skipped.length === 0) return 'tls: failed to find any PEM data in key input'
  if (skipped.length === 1 && skipped[0] === 'CERTIFICATE') {
    return 'tls: found a certificate rather than a key in the PEM for the private key'
  }
  return `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: ${show(skipped)}`
}

export function keyPairFault(certificate: string, key: string): string | undefined {
  const certificates = blocksOf(certificate)
  const leaf = certificates.find((block) => block.type === 'CERTIFICATE')
  if (leaf === undefined) return certificateFault(certificates)
  const keys = blocksOf(key)
  const found = keys.find((block) => isKey(block.type))
  if (found === undefined) return keyFault(keys)
  let parsed: X509Certificate
  try {
    parsed = new X509Certificate(leaf.text)
  } catch {
    return 'x509: malformed certificate'
  }
  let secretKey: KeyObject
  try {
    secretKey = createPrivateKey(found.text)
  } catch {
    return 'tls: failed to parse private key'
  }
  if (parsed.publicKey.asymmetricKeyType !== secretKey.asymmetricKeyType) {
    return 'tls: private key type does not match public key type'
  }
  const own = createPublicKey(secretKey).export({ type: 'spki', format: 'der' })
  const certified = parsed.publicKey.export({ type: 'spki', format: 'der' })
  return own.equals(certified) ? undefined : 'tls: private key does not match public key'
}
