// in: addresses and ranges in fields → out: what is wrong or odd with them. Never: which field has which rule.
import { type FieldError, goQuote, invalid } from '@binnacle/meta'
import { canonicalIp, familyBits, parseCidr, parseIp, showCidr, showIp } from './ip-address.ts'

/** For fields older than strict parsing: any spelling, no padding; values that were there before may stay. */
export function legacyIpErrors(
  path: string,
  value: string,
  before: readonly string[] = [],
): FieldError[] {
  if (before.includes(value)) return []
  const ip = parseIp(value)
  if (ip === undefined) {
    return [invalid(path, value, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')]
  }
  if (ip.padded) return [invalid(path, value, 'must not have leading 0s')]
  if (ip.mapped) return [invalid(path, value, 'must not be an IPv4-mapped IPv6 address')]
  return []
}

export function ipErrors(path: string, value: string): FieldError[] {
  const errors = legacyIpErrors(path, value)
  if (errors.length > 0) return errors
  const canonical = canonicalIp(value) as string
  if (canonical === value) return []
  return [invalid(path, value, `must be in canonical form (${goQuote(canonical)})`)]
}

export function legacyCidrErrors(
  path: string,
  value: string,
  before: readonly string[] = [],
): FieldError[] {
  if (before.includes(value)) return []
  const range = parseCidr(value)
  if (range === undefined) {
    const text = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'
    return [invalid(path, value, text)]
  }
  if (range.padded) {
    return [invalid(path, value, 'must not have leading 0s in IP or prefix length')]
  }
  if (range.mapped) return [invalid(path, value, 'must not have an IPv4-mapped IPv6 address')]
  if (range.first !== range.address.bits) {
    return [invalid(path, value, 'must not have bits set beyond the prefix length')]
  }
  return []
}

export function cidrErrors(path: string, value: string): FieldError[] {
  const errors = legacyCidrErrors(path, value)
  const range = parseCidr(value)
  if (errors.length > 0 || range === undefined || showCidr(range) === value) return errors
  return [invalid(path, value, `must be in canonical form (${goQuote(showCidr(range))})`)]
}

export function ipWarnings(path: string, value: string): string[] {
  const ip = parseIp(value)
  if (ip === undefined) return []
  const canonical = showIp(ip.family, ip.bits)
  if (ip.padded || ip.mapped) {
    return [
      `${path}: non-standard IP address ${goQuote(value)} is invalid: use ${goQuote(canonical)}`,
    ]
  }
  if (ip.family === 4 || canonical === value) return []
  return [
    `${path}: IPv6 address ${goQuote(value)} should be in RFC 5952 canonical format (${goQuote(canonical)})`,
  ]
}

export function cidrWarnings(path: string, value: string): string[] {
  const range = parseCidr(value)
  if (range === undefined) return []
  const warnings: string[] = []
  const canonical = showCidr(range)
  if (range.first !== range.address.bits) {
    const { family, bits } = range.address
    const single = `${showIp(family, bits)}/${range.mapped ? 128 : familyBits(family)}`
    warnings.push(
      `${path}: CIDR value ${goQuote(value)} is ambiguous in this context (should be ${goQuote(canonical)} or ${goQuote(single)}?)`,
    )
  }
  if (range.padded || range.mapped) {
    warnings.push(
      `${path}: non-standard CIDR value ${goQuote(value)} is invalid: use ${goQuote(canonical)}`,
    )
  }
  if (warnings.length === 0 && range.family === 6 && canonical !== value) {
    warnings.push(
      `${path}: IPv6 CIDR value ${goQuote(value)} should be in RFC 5952 canonical format (${goQuote(canonical)})`,
    )
  }
  return warnings
}

/** An address that traffic may be sent to. */
export function endpointIpErrors(path: string, value: string): FieldError[] {
  const ip = parseIp(value)
  if (ip === undefined) return [invalid(path, value, 'must be a valid IP address')]
  const { family, bits } = ip
  const errors: FieldError[] = []
  const top = family === 4 ? bits >> 24n : bits >> 112n
  if (bits === 0n) errors.push(invalid(path, value, `may not be unspecified (${value})`))
  if (family === 4 ? top === 127n : bits === 1n) {
    errors.push(invalid(path, value, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'))
  }
  if (family === 4 ? bits >> 16n === 0xa9fen : bits >> 118n === 0x3fan) {
    errors.push(
      invalid(path, value, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'),
    )
  }
  if (family === 4 ? bits >> 8n === 0xe00000n : (top & 0xff0fn) === 0xff02n) {
    errors.push(
      invalid(
        path,
        value,
        'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
      ),
    )
  }
  return errors
}
