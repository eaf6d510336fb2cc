// in: PEM text of keys → out: keys that check and sign service account tokens. Never: a token.
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

export interface CheckingKey {
  /** The digest of the public key, as upstream names keys. */
  readonly id: string
  readonly key: KeyObject
  /** What it signs with, and what documents say. */
  readonly algorithm: string
  /** What a token may say it was signed with. */
  readonly accepts: readonly string[]
}

export interface SigningKey extends CheckingKey {
  readonly privateKey: KeyObject
}

/** Public keys, certificates or private keys, as many as the text holds. */
export function readCheckingKeys(pem: string): CheckingKey[] {
  const blocks = pem.match(/-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g) ?? []
  const keys = blocks.filter((block) => !block.includes('EC PARAMETERS')).map(readBlock)
  if (keys.length === 0) throw new Error('no key found')
  return keys
}

export function readSigningKey(pem: string): SigningKey {
  const privateKey = createPrivateKey(pem)
  return { ...describe(createPublicKey(privateKey)), privateKey }
}

function readBlock(block: string): CheckingKey {
  const key = block.includes('PRIVATE KEY')
    ? createPublicKey(createPrivateKey(block))
    : createPublicKey(block)
  return describe(key)
}

const rsaAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']
const curveAlgorithms: Readonly<Record<string, string>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
}

function describe(key: KeyObject): CheckingKey {
  const der = key.export({ type: 'spki', format: 'der' })
  const id = createHash('sha256').update(der).digest('base64url')
  if (key.asymmetricKeyType === 'rsa') {
    return { id, key, algorithm: 'RS256', accepts: rsaAlgorithms }
  }
  const algorithm = curveAlgorithms[key.asymmetricKeyDetails?.namedCurve ?? '']
  if (key.asymmetricKeyType !== 'ec' || algorithm === undefined) {
    throw new Error('service account keys must be RSA, or EC on P-256, P-384 or P-521')
  }
  return { id, key, algorithm, accepts: [algorithm] }
}
