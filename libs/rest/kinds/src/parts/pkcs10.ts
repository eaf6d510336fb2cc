// in: the DER of a certificate request → out: its key and whether its signature is good. Never: who may ask for what.
import { createPublicKey, type KeyObject, verify } from 'node:crypto'

interface Element {
  readonly tag: number
  /** With tag and length. */
  readonly whole: Buffer
  readonly content: Buffer
}

function readElement(bytes: Buffer, at: number): Element | undefined {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined) return undefined
  let length = first
  let start = at + 2
  if (first >= 0x80) {
    const count = first & 0x7f
    if (count === 0 || count > 4 || start + count > bytes.length) return undefined
    length = bytes.readUIntBE(start, count)
    start += count
  }
  const end = start + length
  if (end > bytes.length) return undefined
  return { tag, whole: bytes.subarray(at, end), content: bytes.subarray(start, end) }
}

function children(bytes: Buffer): Element[] | undefined {
  const found: Element[] = []
  let at = 0
  while (at < bytes.length) {
    const element = readElement(bytes, at)
    if (element === undefined) return undefined
    found.push(element)
    at += element.whole.length
  }
  return found
}

const sequence = 0x30
const bitString = 0x03

/** Hash of the signature's algorithm by the DER of its OID; null: the key says it. */
const hashes: Readonly<Record<string, string | null>> = {
  '2a864886f70d010105': 'sha1',
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d0401': 'sha1',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
  '2b6570': null,
}

export interface CertificateRequest {
  readonly key: KeyObject
  /** The reference's words for a bad signature; undefined: it is good. */
  signatureFault(): string | undefined
}

const failures: Readonly<Record<string, string>> = {
  rsa: 'crypto/rsa: verification error',
  ec: 'x509: ECDSA verification failure',
  ed25519: 'x509: Ed25519 verification failure',
}

/** undefined: it is none. */
export function parseCertificateRequest(der: Buffer): CertificateRequest | undefined {
  const outer = readElement(der, 0)
  if (outer === undefined || outer.tag !== sequence || outer.whole.length !== der.length) {
    return undefined
  }
  const [info, algorithm, signature] = children(outer.content) ?? []
  if (info?.tag !== sequence || algorithm?.tag !== sequence || signature?.tag !== bitString) {
    return undefined
  }
  const parts = children(info.content)
  const spki = parts?.[2]
  if (parts?.[0]?.tag !== 0x02 || parts[1]?.tag !== sequence || spki?.tag !== sequence) {
    return undefined
  }
  const oid = children(algorithm.content)?.[0]?.content.toString('hex') ?? ''
  let key: KeyObject
  try {
    key = createPublicKey({ key: spki.whole, format: 'der', type: 'spki' })
  } catch {
    return undefined
  }
  const signatureFault = () => {
    const hash = Object.hasOwn(hashes, oid) ? hashes[oid] : undefined
    if (hash === undefined) return 'x509: cannot verify signature: algorithm unimplemented'
    const bytes = signature.content.subarray(1)
    try {
      if (verify(hash, info.whole, key, bytes)) return undefined
    } catch {
      // A signature that cannot be read is a bad one.
    }
    return failures[key.asymmetricKeyType ?? ''] ?? 'x509: verification failure'
  }
  return { key, signatureFault }
}
