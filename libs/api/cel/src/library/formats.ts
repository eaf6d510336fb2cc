// in: nothing → out: named formats and the functions that check texts against them.
import {
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  labelValue,
  qualifiedName,
} from '@binnacle/meta'
import { formatType, type Overload, overload } from '../declare.ts'
import { parseDate, parseRfc3339 } from '../time-text.ts'
import { ArrayList, type Opaque, Optional } from '../values.ts'
import { parseRequestUri } from './go-url.ts'

type Check = (text: string) => readonly string[]

export class Format implements Opaque {
  readonly opaque = formatType
  readonly name: string
  /** Estimates the work of a check. */
  readonly regexSize: number
  readonly check: Check
  readonly size: number

  constructor(name: string, regexSize: number, check: Check) {
    this.name = name
    this.regexSize = regexSize
    this.check = check
    this.size = name.length
  }

  equals(other: Opaque): boolean {
    return other instanceof Format && other.name === this.name
  }
}

/** A name that generateName may end in a dash. */
function asPrefix(check: Check): Check {
  return (text) => check(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text)
}

function wanted(good: (text: string) => boolean, message: string): Check {
  return (text) => (good(text) ? [] : [message])
}

const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/

function uriProblems(text: string): readonly string[] {
  const url = parseRequestUri(text)
  return typeof url === 'string' ? [url] : []
}

const formats: ReadonlyMap<string, Format> = new Map([
  ['dns1123Label', new Format('DNS1123Label', 30, dns1123Label)],
  ['dns1123Subdomain', new Format('DNS1123Subdomain', 60, dns1123Subdomain)],
  ['dns1035Label', new Format('DNS1035Label', 30, dns1035Label)],
  ['qualifiedName', new Format('QualifiedName', 60, qualifiedName)],
  ['dns1123LabelPrefix', new Format('DNS1123LabelPrefix', 30, asPrefix(dns1123Label))],
  ['dns1123SubdomainPrefix', new Format('DNS1123SubdomainPrefix', 60, asPrefix(dns1123Subdomain))],
  ['dns1035LabelPrefix', new Format('DNS1035LabelPrefix', 30, asPrefix(dns1035Label))],
  ['labelValue', new Format('LabelValue', 40, labelValue)],
  ['uri', new Format('URI', 1103, uriProblems)],
  [
    'uuid',
    new Format(
      'uuid',
      89,
      wanted((text) => uuid.test(text), 'does not match the UUID format'),
    ),
  ],
  [
    'byte',
    new Format(
      'byte',
      84,
      wanted((text) => base64.test(text), 'invalid base64'),
    ),
  ],
  [
    'date',
    new Format(
      'date',
      60,
      wanted((text) => parseDate(text) !== undefined, 'invalid date'),
    ),
  ],
  [
    'datetime',
    new Format(
      'datetime',
      60,
      wanted((text) => parseRfc3339(text) !== undefined, 'invalid datetime'),
    ),
  ],
])

export const formatFunctions: readonly Overload[] = [
  overload('format-validate', 'format.validate(string): optional(list(string))', (format, text) => {
    const problems = (format as Format).check(text as string)
    return problems.length === 0 ? Optional.none : new Optional(new ArrayList([...problems]))
  }),
  overload('format-named', 'format~named(string): optional(format)', (name) => {
    return new Optional(formats.get(name as string))
  }),
  ...[...formats].map(([name, format]) =>
    overload(`format.${name}`, `format~${name}(): format`, () => format),
  ),
]
