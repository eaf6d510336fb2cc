// in: the text of an address or a range → out: its bits and its canonical text. Never: rules of a field.

export interface IpAddress {
  readonly family: 4 | 6
  readonly bits: bigint
  /** Written as ::ffff:a.b.c.d: counts as IPv4, but modern fields refuse the form. */
  readonly mapped: boolean
  /** Written with zeros in front that others might read as octal. */
  readonly padded: boolean
}

export interface IpRange {
  /** As written. */
  readonly address: IpAddress
  /** The first address of the range. */
  readonly first: bigint
  readonly family: 4 | 6
  readonly length: number
  readonly mapped: boolean
  readonly padded: boolean
}

const mappedPrefix = 0xffffn << 32n

function readV4(text: string): { bits: bigint; padded: boolean } | undefined {
  if (!/^\d{1,12}(\.\d{1,12}){3}$/.test(text)) return undefined
  let bits = 0n
  let padded = false
  for (const part of text.split('.')) {
    const octet = Number(part)
    if (octet > 255) return undefined
    if (part.length > 1 && part.startsWith('0')) padded = true
    bits = (bits << 8n) | BigInt(octet)
  }
  return { bits, padded }
}

interface Groups {
  readonly values: bigint[]
  readonly padded: boolean
}

function readGroups(text: string, v4Allowed: boolean): Groups | undefined {
  if (text === '') return { values: [], padded: false }
  const values: bigint[] = []
  let padded = false
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (v4Allowed && index === parts.length - 1 && part.includes('.')) {
      const v4 = readV4(part)
      if (v4 === undefined) return undefined
      values.push(v4.bits >> 16n, v4.bits & 0xffffn)
      padded ||= v4.padded
      continue
    }
    if (!/^[0-9a-fA-F]{1,12}$/.test(part)) return undefined
    const value = BigInt(`0x${part}`)
    if (value > 0xffffn) return undefined
    if (part.length > 4) padded = true
    values.push(value)
  }
  return { values, padded }
}

function readV6(text: string): { bits: bigint; padded: boolean } | undefined {
  const gap = text.indexOf('::')
  if (gap >= 0 && text.indexOf('::', gap + 1) >= 0) return undefined
  const head = readGroups(gap < 0 ? text : text.slice(0, gap), gap < 0)
  const tail = gap < 0 ? { values: [], padded: false } : readGroups(text.slice(gap + 2), true)
  if (head === undefined || tail === undefined) return undefined
  const count = head.values.length + tail.values.length
  if (gap < 0 ? count !== 8 : count > 7) return undefined
  const zeros: bigint[] = Array.from({ length: 8 - count }, () => 0n)
  let bits = 0n
  for (const value of [...head.values, ...zeros, ...tail.values]) bits = (bits << 16n) | value
  return { bits, padded: head.padded || tail.padded }
}

/** Takes padded and mapped forms, as old fields do. */
export function parseIp(text: string): IpAddress | undefined {
  if (text.length > 64) return undefined
  if (!text.includes(':')) {
    const v4 = readV4(text)
    return v4 && { family: 4, bits: v4.bits, mapped: false, padded: v4.padded }
  }
  const v6 = readV6(text)
  if (v6 === undefined) return undefined
  if (v6.bits >> 32n === 0xffffn) {
    return { family: 4, bits: v6.bits & 0xffffffffn, mapped: true, padded: v6.padded }
  }
  return { family: 6, bits: v6.bits, mapped: false, padded: v6.padded }
}

function showV6(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  )
  let best = -1
  let bestLength = 1
  for (let start = 0; start < 8; start++) {
    let end = start
    while (end < 8 && groups[end] === '0') end++
    if (end - start > bestLength) {
      best = start
      bestLength = end - start
    }
    if (end > start) start = end
  }
  if (best < 0) return groups.join(':')
  return `${groups.slice(0, best).join(':')}::${groups.slice(best + bestLength).join(':')}`
}

export function showIp(family: 4 | 6, bits: bigint): string {
  if (family === 6) return showV6(bits)
  return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 255n).join('.')
}

export function canonicalIp(text: string): string | undefined {
  const ip = parseIp(text)
  return ip && showIp(ip.family, ip.bits)
}

export function familyBits(family: 4 | 6): number {
  return family === 4 ? 32 : 128
}

export function parseCidr(text: string): IpRange | undefined {
  const slash = text.indexOf('/')
  if (slash < 0) return undefined
  const address = parseIp(text.slice(0, slash))
  const lengthText = text.slice(slash + 1)
  if (address === undefined || !/^\d{1,6}$/.test(lengthText)) return undefined
  const written = Number(lengthText)
  const width = address.mapped || address.family === 6 ? 128 : 32
  if (written > width) return undefined
  const padded = address.padded || (lengthText.length > 1 && lengthText.startsWith('0'))
  const { family, mapped } = address
  if (mapped && written < 96) {
    const all = mappedPrefix | address.bits
    const shift = BigInt(128 - written)
    return { address, family: 6, first: (all >> shift) << shift, length: written, mapped, padded }
  }
  const length = mapped ? written - 96 : written
  const shift = BigInt(familyBits(family) - length)
  return { address, family, first: (address.bits >> shift) << shift, length, mapped, padded }
}

export function showCidr({ family, first, length }: IpRange): string {
  return `${showIp(family, first)}/${length}`
}

/** The network as it is written canonically; undefined when the text is none. */
export function canonicalCidr(text: string): string | undefined {
  const range = parseCidr(text)
  return range && showCidr(range)
}

export function contains(range: IpRange, ip: IpAddress): boolean {
  if (range.family !== ip.family) return false
  const shift = BigInt(familyBits(range.family) - range.length)
  return ip.bits >> shift === range.first >> shift
}
