// in: a text → out: the IP address in it, as bytes, or why there is none; and back. Never: networks.

export interface Address {
  /** 4 or 16 bytes. */
  readonly bytes: readonly number[]
  readonly zone: string
}

function fail(text: string, why: string, at?: string): string {
  const place = at === undefined ? '' : ` (at ${JSON.stringify(at)})`
  return `ParseAddr(${JSON.stringify(text)}): ${why}${place}`
}

function parseV4(text: string, whole: string): readonly number[] | string {
  const bytes: number[] = []
  let digits = ''
  for (let index = 0; index <= text.length; index += 1) {
    const character = text[index]
    if (character !== undefined && character >= '0' && character <= '9') {
      if (digits === '0') return fail(whole, 'IPv4 field has octet with leading zero')
      digits += character
      if (Number(digits) > 255) return fail(whole, 'IPv4 field has value >255')
      continue
    }
    if (character !== undefined && character !== '.') {
      return fail(whole, 'unexpected character', text.slice(index))
    }
    if (digits === '') {
      return fail(whole, 'IPv4 field must have at least one digit', text.slice(Math.max(index, 0)))
    }
    if (bytes.length === 4) return fail(whole, 'IPv4 address too long')
    bytes.push(Number(digits))
    digits = ''
  }
  if (bytes.length > 4) return fail(whole, 'IPv4 address too long')
  return bytes.length < 4 ? fail(whole, 'IPv4 address too short') : bytes
}

interface Groups {
  readonly bytes: number[]
  /** Where `::` stands, in bytes. */
  readonly gap: number
}

function readGroups(text: string): Groups | string {
  const bytes: number[] = []
  let gap = -1
  let rest = text
  if (rest.startsWith('::')) {
    gap = 0
    rest = rest.slice(2)
    if (rest === '') return { bytes, gap }
  }
  while (bytes.length < 16) {
    const group = /^[0-9a-fA-F]*/.exec(rest)?.[0] ?? ''
    if (group.length > 4) {
      return fail(text, 'each group must have 4 or less digits', rest)
    }
    if (group === '') {
      return fail(text, 'each colon-separated field must have at least one digit', rest)
    }
    if (rest[group.length] === '.') {
      if (gap < 0 && bytes.length !== 12) {
        return fail(
          text,
          'embedded IPv4 address must replace the final 2 fields of the address',
          rest,
        )
      }
      if (bytes.length + 4 > 16) {
        return fail(
          text,
          'too many hex fields to fit an embedded IPv4 at the end of the address',
          rest,
        )
      }
      const v4 = parseV4(rest, text)
      return typeof v4 === 'string' ? v4 : { bytes: [...bytes, ...v4], gap }
    }
    const value = Number.parseInt(group, 16)
    bytes.push(value >> 8, value & 255)
    rest = rest.slice(group.length)
    if (rest === '') return { bytes, gap }
    if (rest[0] !== ':') return fail(text, 'unexpected character, want colon', rest)
    if (rest.length === 1) return fail(text, 'colon must be followed by more characters', rest)
    rest = rest.slice(1)
    if (rest[0] !== ':') continue
    if (gap >= 0) return fail(text, 'multiple :: in address', rest)
    gap = bytes.length
    rest = rest.slice(1)
    if (rest === '') return { bytes, gap }
  }
  return fail(text, 'trailing garbage after address', rest)
}

function parseV6(text: string): Address | string {
  const percent = text.indexOf('%')
  const zone = percent < 0 ? '' : text.slice(percent + 1)
  if (percent >= 0 && zone === '') return fail(text, 'zone must be a non-empty string')
  const groups = readGroups(percent < 0 ? text : text.slice(0, percent))
  if (typeof groups === 'string') return groups
  const { bytes, gap } = groups
  if (gap < 0 && bytes.length < 16) return fail(text, 'address string too short')
  if (gap >= 0 && bytes.length === 16) {
    return fail(text, 'the :: must expand to at least one field of zeros')
  }
  const zeros = new Array<number>(16 - bytes.length).fill(0)
  const full = gap < 0 ? bytes : [...bytes.slice(0, gap), ...zeros, ...bytes.slice(gap)]
  return { bytes: full, zone }
}

/** A string is the reason of refusal. */
export function parseAddress(text: string): Address | string {
  for (const character of text) {
    if (character === '.') {
      const bytes = parseV4(text, text)
      return typeof bytes === 'string' ? bytes : { bytes, zone: '' }
    }
    if (character === ':') return parseV6(text)
    if (character === '%') return fail(text, 'missing IPv6 address')
  }
  return fail(text, 'unable to parse IP')
}

export function isMapped({ bytes }: Address): boolean {
  if (bytes.length !== 16 || bytes[10] !== 255 || bytes[11] !== 255) return false
  return bytes.slice(0, 10).every((byte) => byte === 0)
}

function groupsOf(bytes: readonly number[]): number[] {
  const groups: number[] = []
  for (let index = 0; index < bytes.length; index += 2) {
    groups.push(((bytes[index] as number) << 8) | (bytes[index + 1] as number))
  }
  return groups
}

/** The longest run of at least two zero groups, the first of equals. */
function zeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: -1, length: 1 }
  for (let start = 0; start < groups.length; start += 1) {
    let end = start
    while (groups[end] === 0) end += 1
    if (end - start > best.length) best = { start, length: end - start }
  }
  return best
}

/** The canonical text. */
export function showAddress({ bytes, zone }: Address): string {
  if (bytes.length === 4) return bytes.join('.')
  const groups = groupsOf(bytes)
  const run = zeroRun(groups)
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':')
  const text =
    run.start < 0
      ? hex(groups)
      : `${hex(groups.slice(0, run.start))}::${hex(groups.slice(run.start + run.length))}`
  return zone === '' ? text : `${text}%${zone}`
}
