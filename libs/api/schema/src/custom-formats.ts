// in: a format's name and a text → out: whether the text has that format. Never: other checks of texts.
import { dns1123Label, dns1123Subdomain } from '@binnacle/meta'
import { RE2JS } from 're2js'

type Test = (text: string) => boolean

const uuid = (version: string, variant: string): RegExp =>
  new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}-?${variant}-?[0-9a-f]{12}$`, 'i')
const anyUuid = uuid('[0-9a-f]{4}', '[0-9a-f]{4}')
const uuid3 = uuid('3[0-9a-f]{3}', '[0-9a-f]{4}')
const uuid4 = uuid('4[0-9a-f]{3}', '[89ab][0-9a-f]{3}')
const uuid5 = uuid('5[0-9a-f]{3}', '[89ab][0-9a-f]{3}')

const hostnamePattern =
  '^([a-zA-Z0-9\\p{S}\\p{L}]((-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)|([a-zA-Z0-9\\p{S}\\p{L}](([a-zA-Z0-9-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?)(\\.)){1,}([a-zA-Z\\p{L}]){2,63})$'
let hostname: RE2JS | undefined

function isHostname(text: string): boolean {
  hostname ??= RE2JS.compile(hostnamePattern)
  if (!hostname.matcher(text).find() || Buffer.byteLength(text) > 255) return false
  return text.split('.').every((part) => Buffer.byteLength(part) <= 63)
}

/** Leading zeros are taken, as decimal: older objects have them. */
function isIpv4(text: string): boolean {
  const octets = text.split('.')
  return octets.length === 4 && octets.every((octet) => /^\d+$/.test(octet) && Number(octet) <= 255)
}

function isIpv6(text: string): boolean {
  if (!text.includes(':') || text.includes('%')) return false
  const sides = text.split('::')
  if (sides.length > 2) return false
  let count = 0
  for (const [side, part] of sides.entries()) {
    if (part === '') continue
    const groups = part.split(':')
    for (const [index, group] of groups.entries()) {
      const last = side === sides.length - 1 && index === groups.length - 1
      if (last && group.includes('.')) {
        if (!isIpv4(group)) return false
        count += 2
      } else if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return false
      else count += 1
    }
  }
  return sides.length === 2 ? count <= 7 : count === 8
}

function isCidr(text: string): boolean {
  const parts = /^([^/]+)\/(\d{1,3})$/.exec(text)
  if (parts === null) return false
  const [, address = '', bits = ''] = parts
  if (isIpv4(address)) return Number(bits) <= 32
  return isIpv6(address) && Number(bits) <= 128
}

function isMac(text: string): boolean {
  const pairs = /^[0-9a-f]{2}([:-][0-9a-f]{2})(?:[:-][0-9a-f]{2})*$/i
  const quads = /^[0-9a-f]{4}(?:\.[0-9a-f]{4})+$/i
  const bytes = text.replace(/[:.-]/g, '').length / 2
  if (![6, 8, 20].includes(bytes)) return false
  if (quads.test(text)) return true
  return pairs.test(text) && !(text.includes(':') && text.includes('-'))
}

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '')
  if (!/^(?:[0-9]{9}X|[0-9]{10})$/.test(digits)) return false
  let sum = 0
  for (let index = 0; index < 10; index += 1) {
    const digit = digits[index] as string
    sum += (index + 1) * (digit === 'X' ? 10 : Number(digit))
  }
  return sum % 11 === 0
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '')
  if (!/^[0-9]{13}$/.test(digits)) return false
  let sum = 0
  for (let index = 0; index < 12; index += 1) sum += Number(digits[index]) * (index % 2 ? 3 : 1)
  return (10 - (sum % 10)) % 10 === Number(digits[12])
}

const cardShape =
  /^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})$/

function isCreditCard(text: string): boolean {
  const digits = text.replace(/\D+/g, '')
  if (!cardShape.test(digits)) return false
  let sum = 0
  ;[...digits].reverse().forEach((digit, index) => {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1)
    sum += doubled > 9 ? doubled - 9 : doubled
  })
  return sum % 10 === 0
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/
const byteNumber = '(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])'
const rgb = new RegExp(
  `^rgb\\(\\s*${byteNumber}\\s*,\\s*${byteNumber}\\s*,\\s*${byteNumber}\\s*\\)$`,
)

/** The last of each may have more behind it. */
const units = [
  'ns nano',
  'us µs micro',
  'ms milli',
  's sec',
  'm min',
  'h hr hour',
  'd day',
  'w wk week',
]
const wholeUnits = new Set(units.flatMap((each) => each.split(' ')))
const beginnings = units.map((each) => each.split(' ').at(-1) as string)

function isUnit(text: string): boolean {
  return wholeUnits.has(text) || beginnings.some((beginning) => text.startsWith(beginning))
}

/** One number with a unit is enough, whatever stands around it. */
function isDuration(text: string): boolean {
  if (/^[+-]?0$/.test(text)) return true
  if (/^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return true
  const parts = [...text.matchAll(/(\d+)\s*([A-Za-zµ]+)/g)]
  if (parts.some(([, digits = '']) => BigInt(digits) >= 2n ** 63n)) return false
  return parts.some(([, , unit = '']) => isUnit(unit.toLowerCase()))
}

function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (parts === null) return false
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number]
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
  return month >= 1 && month <= 12 && day >= 1 && day <= days
}

const timeOfDay = /^([0-9]{2}):([0-9]{2}):([0-9]{2})(?:.[0-9]+)?(?:z|[+-][0-9]{2}:[0-9]{2})$/

function isDateTime(text: string): boolean {
  if (text.length < 4) return false
  const [date = '', time, ...rest] = text.toLowerCase().split('t')
  if (time === undefined || rest.length > 0 || !isDate(date)) return false
  const parts = timeOfDay.exec(time)
  if (parts === null) return false
  return Number(parts[1]) <= 23 && Number(parts[2]) <= 59 && Number(parts[3]) <= 59
}

function isEmail(text: string): boolean {
  const bare = /^(?:.*<)?([^<>\s]+@[^<>\s@]+?)>?$/.exec(text.trim())
  if (bare === null) return false
  const address = bare[1] as string
  return /^(?:"(?:[^"\\]|\\.)+"|[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\uffff-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\uffff-]+)*)@(?:\[[^\]]+\]|[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\uffff-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\uffff-]+)*)$/.test(
    address,
  )
}

function isUri(text: string): boolean {
  if (text === '' || /[\u0000-\u001f\u007f]/.test(text)) return false
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text)
  if (scheme === null && !text.startsWith('/')) return false
  const rest = scheme === null ? text : text.slice(scheme[0].length)
  const path = rest.split('?')[0] as string
  if (/%(?![0-9a-fA-F]{2})/.test(path)) return false
  const host =
    scheme !== null && rest.startsWith('//') ? (/^\/\/([^/?]*)/.exec(rest)?.[1] ?? '') : ''
  return /^(?:[^@]*@)?(?:\[[^\]]*\]|[^:[\] <>"^`{}|\\]*)(?::\d*)?$/.test(host)
}

/** By name without dashes. */
const formats: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['bsonobjectid', (text) => /^[0-9a-fA-F]{24}$/.test(text)],
  ['uri', isUri],
  ['email', isEmail],
  ['hostname', isHostname],
  ['ipv4', isIpv4],
  ['ipv6', isIpv6],
  ['cidr', isCidr],
  ['mac', isMac],
  ['uuid', (text) => anyUuid.test(text)],
  ['uuid3', (text) => uuid3.test(text)],
  ['uuid4', (text) => uuid4.test(text)],
  ['uuid5', (text) => uuid5.test(text)],
  ['isbn', (text) => isIsbn10(text) || isIsbn13(text)],
  ['isbn10', isIsbn10],
  ['isbn13', isIsbn13],
  ['creditcard', isCreditCard],
  ['ssn', (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text)],
  ['hexcolor', (text) => /^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text)],
  ['rgbcolor', (text) => rgb.test(text)],
  ['byte', (text) => base64.test(text)],
  ['password', () => true],
  ['date', isDate],
  ['duration', isDuration],
  ['datetime', isDateTime],
  ['k8sshortname', (text) => dns1123Label(text).length === 0],
  ['k8slongname', (text) => dns1123Subdomain(text).length === 0],
])

/** The test of a format that counts for texts; undefined: the name means nothing. */
export function formatTest(format: string): Test | undefined {
  return formats.get(format.replaceAll('-', ''))
}
