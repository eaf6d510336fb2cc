// in: a PKCS#10 request in base64 of PEM → out: the organizations and the name of its subject. Never: verification.

interface Element {
  readonly tag: number
  readonly content: Buffer
  readonly rest: Buffer
}

function read(bytes: Buffer): Element | undefined {
  const tag = bytes[0]
  let length = bytes[1]
  if (tag === undefined || length === undefined) return undefined
  let at = 2
  if (length & 0x80) {
    const count = length & 0x7f
    if (count === 0 || count > 4 || bytes.length < at + count) return undefined
    length = bytes.readUIntBE(at, count)
    at += count
  }
  if (bytes.length < at + length) return undefined
  return { tag, content: bytes.subarray(at, at + length), rest: bytes.subarray(at + length) }
}

function* elements(content: Buffer): Generator<Element> {
  let left = content
  while (left.length > 0) {
    const element = read(left)
    if (element === undefined) return
    yield element
    left = element.rest
  }
}

/** 2.5.4.10 */
const organization = Buffer.from([0x55, 0x04, 0x0a])
const pem =
  /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([\s\S]*?)-----END (?:NEW )?CERTIFICATE REQUEST-----/

/** 2.5.4.3 */
const commonName = Buffer.from([0x55, 0x04, 0x03])

/** undefined: not a request. */
export function csrOrganizations(request: string): string[] | undefined {
  return attributesOf(request, organization)
}

/** undefined: not a request; '': it has no name. */
export function commonNameOf(request: string): string | undefined {
  const names = attributesOf(request, commonName)
  return names && (names.at(-1) ?? '')
}

function attributesOf(request: string, wanted: Buffer): string[] | undefined {
  const text = Buffer.from(request, 'base64').toString('latin1')
  const body = pem.exec(text)?.[1]
  if (body === undefined) return undefined
  const outer = read(Buffer.from(body, 'base64'))
  const info = outer && read(outer.content)
  const parts = info && [...elements(info.content)]
  const subject = parts?.[1]
  if (subject === undefined) return undefined
  const found: string[] = []
  for (const set of elements(subject.content)) {
    for (const attribute of elements(set.content)) {
      const [type, value] = [...elements(attribute.content)]
      if (type && value && type.content.equals(wanted)) found.push(value.content.toString())
    }
  }
  return found
}
