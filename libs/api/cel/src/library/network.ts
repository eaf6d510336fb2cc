// in: nothing → out: functions of IP addresses and networks. Never: how addresses are written.
import { goQuote } from '@binnacle/meta'
import { cidrType, ipType, type Overload, overload } from '../declare.ts'
import { noOverload } from '../equality.ts'
import { type CelValue, Failure, type Opaque } from '../values.ts'
import { type Address, isMapped, parseAddress, showAddress } from './ip-address.ts'

class Ip implements Opaque {
  readonly opaque = ipType
  readonly address: Address
  readonly size: number

  constructor(address: Address) {
    this.address = address
    this.size = address.bytes.length
  }

  equals(other: Opaque): boolean {
    return other instanceof Ip && showAddress(other.address) === showAddress(this.address)
  }
}

class Cidr implements Opaque {
  readonly opaque = cidrType
  readonly address: Address
  readonly bits: number
  readonly size: number

  constructor(address: Address, bits: number) {
    this.address = address
    this.bits = bits
    this.size = Math.ceil(bits / 8)
  }

  get text(): string {
    return `${showAddress(this.address)}/${this.bits}`
  }

  equals(other: Opaque): boolean {
    return other instanceof Cidr && other.text === this.text
  }
}

function parseIp(text: string): Ip | Failure {
  const address = parseAddress(text)
  const shown = goQuote(text)
  if (typeof address === 'string') {
    return new Failure(`IP Address ${shown} parse error during conversion from string: ${address}`)
  }
  if (address.zone !== '') return new Failure(`IP address ${shown} with zone value is not allowed`)
  if (isMapped(address)) return new Failure(`IPv4-mapped IPv6 address ${shown} is not allowed`)
  return new Ip(address)
}

const cidrError = 'network address parse error during conversion from string: '

function prefixError(text: string, why: string): Failure {
  return new Failure(`${cidrError}${cidrError}netip.ParsePrefix(${goQuote(text)}): ${why}`)
}

function parseCidr(text: string): Cidr | Failure {
  const slash = text.lastIndexOf('/')
  if (slash < 0) return prefixError(text, "no '/'")
  const address = parseAddress(text.slice(0, slash))
  if (typeof address === 'string') return prefixError(text, address)
  if (address.zone !== '') return prefixError(text, 'IPv6 zones cannot be present in a prefix')
  const bits = text.slice(slash + 1)
  if (!/^(?:0|[1-9]\d*)$/.test(bits)) {
    return prefixError(text, `bad bits after slash: ${goQuote(bits)}`)
  }
  if (Number(bits) > address.bytes.length * 8) {
    return prefixError(text, 'prefix length out of range')
  }
  if (isMapped(address)) {
    return new Failure(`${cidrError}IPv4-mapped IPv6 address ${goQuote(text)} is not allowed`)
  }
  return new Cidr(address, Number(bits))
}

function masked(bytes: readonly number[], bits: number): number[] {
  return bytes.map((byte, index) => {
    const kept = Math.min(Math.max(bits - index * 8, 0), 8)
    return byte & (0xff << (8 - kept)) & 0xff
  })
}

function holds(cidr: Cidr, bytes: readonly number[]): boolean {
  if (cidr.address.bytes.length !== bytes.length) return false
  const mine = masked(cidr.address.bytes, cidr.bits)
  return masked(bytes, cidr.bits).every((byte, index) => byte === mine[index])
}

function containsIp(cidr: CelValue, ip: CelValue): CelValue {
  if (ip instanceof Failure) return ip
  if (!(cidr instanceof Cidr) || !(ip instanceof Ip)) return noOverload
  return holds(cidr, ip.address.bytes)
}

function containsCidr(cidr: CelValue, other: CelValue): CelValue {
  if (other instanceof Failure) return other
  if (!(cidr instanceof Cidr) || !(other instanceof Cidr)) return noOverload
  return cidr.bits <= other.bits && holds(cidr, other.address.bytes)
}

function test(name: string, id: string, rule: (bytes: readonly number[]) => boolean): Overload {
  return overload(`ip_${id}`, `ip.${name}(): bool`, (ip) => rule((ip as Ip).address.bytes))
}

type Bytes = readonly number[]

const isUnspecified = (bytes: Bytes): boolean => bytes.every((byte) => byte === 0)
const isLoopback = (bytes: Bytes): boolean =>
  bytes.length === 4
    ? bytes[0] === 127
    : bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1
const isLinkLocalMulticast = ([a, b, c]: Bytes, length: number): boolean =>
  length === 4 ? a === 224 && b === 0 && c === 0 : a === 0xff && ((b as number) & 0x0f) === 2
const isLinkLocalUnicast = ([a, b]: Bytes, length: number): boolean =>
  length === 4 ? a === 169 && b === 254 : a === 0xfe && ((b as number) & 0xc0) === 0x80
const isMulticast = ([a]: Bytes, length: number): boolean =>
  length === 4 ? ((a as number) & 0xf0) === 0xe0 : a === 0xff

function isGlobalUnicast(bytes: Bytes): boolean {
  if (bytes.length === 4 && bytes.every((byte) => byte === 255)) return false
  if (isUnspecified(bytes) || isLoopback(bytes)) return false
  return !isMulticast(bytes, bytes.length) && !isLinkLocalUnicast(bytes, bytes.length)
}

export const network: readonly Overload[] = [
  overload('string_to_ip', 'ip(string): ip', (text) => parseIp(text as string)),
  overload('ip_family', 'ip.family(): int', (ip) =>
    (ip as Ip).address.bytes.length === 4 ? 4n : 6n,
  ),
  overload('ip_is_canonical', 'ip~isCanonical(string): bool', (text) => {
    const ip = parseIp(text as string)
    return ip instanceof Failure ? ip : showAddress(ip.address) === text
  }),
  test('isUnspecified', 'is_unspecified', isUnspecified),
  test('isLoopback', 'is_loopback', isLoopback),
  test('isLinkLocalMulticast', 'is_link_local_multicast', (bytes) =>
    isLinkLocalMulticast(bytes, bytes.length),
  ),
  test('isLinkLocalUnicast', 'is_link_local_unicast', (bytes) =>
    isLinkLocalUnicast(bytes, bytes.length),
  ),
  test('isGlobalUnicast', 'is_global_unicast', isGlobalUnicast),
  overload('is_ip', 'isIP(string): bool', (text) => parseIp(text as string) instanceof Ip),
  overload('ip_to_string', 'string(ip): string', (ip) => showAddress((ip as Ip).address)),
  overload('string_to_cidr', 'cidr(string): cidr', (text) => parseCidr(text as string)),
  overload('cidr_contains_ip_string', 'cidr.containsIP(string): bool', (cidr, text) =>
    containsIp(cidr as CelValue, parseIp(text as string)),
  ),
  overload('cidr_contains_ip_ip', 'cidr.containsIP(ip): bool', (cidr, ip) =>
    containsIp(cidr as CelValue, ip as CelValue),
  ),
  overload('cidr_contains_cidr_string', 'cidr.containsCIDR(string): bool', (cidr, text) =>
    containsCidr(cidr as CelValue, parseCidr(text as string)),
  ),
  overload('cidr_contains_cidr', 'cidr.containsCIDR(cidr): bool', (cidr, other) =>
    containsCidr(cidr as CelValue, other as CelValue),
  ),
  overload('cidr_ip', 'cidr.ip(): ip', (cidr) => new Ip((cidr as Cidr).address)),
  overload('cidr_prefix_length', 'cidr.prefixLength(): int', (cidr) => BigInt((cidr as Cidr).bits)),
  overload('cidr_masked', 'cidr.masked(): cidr', (value) => {
    const { address, bits } = value as Cidr
    return new Cidr({ bytes: masked(address.bytes, bits), zone: '' }, bits)
  }),
  overload('is_cidr', 'isCIDR(string): bool', (text) => parseCidr(text as string) instanceof Cidr),
  overload('cidr_to_string', 'string(cidr): string', (cidr) => (cidr as Cidr).text),
]
