// in: the DER of a certificate → out: the parts of its subject that say who it is for. Never: trust.

export interface CertificateSubject {
  /** The last one, as Go reads it. */
  readonly commonName: string
  readonly organizations: readonly string[]
  readonly uids: readonly string[]
}

interface Element {
  readonly tag: number
  readonly body: Buffer
  readonly next: number
}

const commonNameOid = '550403'
const organizationOid = '55040a'
/** 1.3.6.1.4.1.57683.2 */
const kubernetesUidOid = '2b0601040183c25302'

/** undefined where the subject cannot be read: such a certificate names nobody. */
export function certificateSubject(der: Buffer): CertificateSubject | undefined {
  try {
    return readSubject(der)
  } catch {
    return undefined
  }
}

function readSubject(der: Buffer): CertificateSubject {
  const certificate = expectTag(readElement(der, 0), 0x30)
  const signed = childrenOf(expectTag(readElement(certificate.body, 0), 0x30).body)
  const versioned = signed[0]?.tag === 0xa0 ? 1 : 0
  const subject = expectTag(signed[versioned + 4], 0x30)
  const found = { commonName: '', organizations: [] as string[], uids: [] as string[] }
  for (const set of childrenOf(subject.body)) {
    for (const pair of childrenOf(expectTag(set, 0x31).body)) {
      const [type, value] = childrenOf(expectTag(pair, 0x30).body)
      const oid = expectTag(type, 0x06).body.toString('hex')
      const text = readText(value)
      if (oid === commonNameOid) found.commonName = text
      else if (oid === organizationOid) found.organizations.push(text)
      else if (oid === kubernetesUidOid) found.uids.push(text)
    }
  }
  return found
}

function readElement(bytes: Buffer, at: number): Element {
  const tag = bytes[at]
  let length = bytes[at + 1]
  if (tag === undefined || length === undefined || (tag & 0x1f) === 0x1f) throw new Error('DER')
  let start = at + 2
  if (length > 0x7f) {
    const count = length & 0x7f
    if (count === 0 || count > 4 || start + count > bytes.length) throw new Error('DER')
    length = bytes.readUIntBE(start, count)
    start += count
  }
  if (start + length > bytes.length) throw new Error('DER')
  return { tag, body: bytes.subarray(start, start + length), next: start + length }
}

function childrenOf(body: Buffer): Element[] {
  const children: Element[] = []
  for (let at = 0; at < body.length; ) {
    const child = readElement(body, at)
    children.push(child)
    at = child.next
  }
  return children
}

function expectTag(element: Element | undefined, tag: number): Element {
  if (element?.tag !== tag) throw new Error('DER')
  return element
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function readText(element: Element | undefined): string {
  if (!element) throw new Error('DER')
  const { body } = element
  switch (element.tag) {
    case 0x0c:
      return strictUtf8.decode(body)
    case 0x13: // PrintableString, with the two signs that Go also lets pass
      return expectPattern(body, /^[A-Za-z0-9 '()+,\-./:=?*&]*$/)
    case 0x12:
      return expectPattern(body, /^[0-9 ]*$/)
    case 0x16:
      return expectPattern(body, /^[\x00-\x7f]*$/)
    case 0x14:
      return body.toString('latin1')
    case 0x1e:
      if (body.length % 2 !== 0) throw new Error('DER')
      return Buffer.from(body).swap16().toString('utf16le').replace(/\0+$/, '')
    default:
      throw new Error('DER')
  }
}

function expectPattern(body: Buffer, pattern: RegExp): string {
  const text = body.toString('latin1')
  if (!pattern.test(text)) throw new Error('DER')
  return text
}
