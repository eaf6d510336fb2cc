// in: label keys and values, qualified and domain names → out: what is wrong with them.
import { type FieldError, invalid, required } from './field-error.ts'
import { dns1123Label, dns1123Subdomain } from './names.ts'
import { byteLength, emptyText, maxBytesText, patternText } from './text-rules.ts'

const namePartMaxBytes = 63
const keyPattern = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const keyFormat = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const keyText = patternText(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  keyFormat,
  'MyName',
  'my.name',
  '123-abc',
)
const valueText = patternText(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  `(${keyFormat})?`,
  'MyValue',
  'my_value',
  '12345',
)

function matchesKey(text: string): boolean {
  return text.length <= 4096 && keyPattern.test(text)
}

/** Keys of labels and annotations, names of resources and finalizers: `[prefix/]name`. */
export function qualifiedName(value: string): string[] {
  const parts = value.split('/')
  if (parts.length > 2) {
    return [
      `a valid label key ${keyText} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  }
  const texts: string[] = []
  const name = parts.at(-1) as string
  if (parts.length === 2) {
    const prefix = parts[0] as string
    if (prefix === '') texts.push(`prefix part ${emptyText}`)
    else texts.push(...prefixTexts(prefix))
  }
  if (name === '') texts.push(`name part ${emptyText}`)
  else if (byteLength(name) > namePartMaxBytes) {
    texts.push(`name part ${maxBytesText(namePartMaxBytes)}`)
  }
  if (!matchesKey(name)) texts.push(`name part ${keyText}`)
  return texts
}

function prefixTexts(prefix: string): string[] {
  return dns1123Subdomain(prefix).map(
    (text) => `prefix part ${text.replace(/^(must be no more than \d+) characters$/, '$1 bytes')}`,
  )
}

export function labelValue(value: string): string[] {
  const texts: string[] = []
  if (byteLength(value) > namePartMaxBytes) texts.push(maxBytesText(namePartMaxBytes))
  if (value !== '' && !matchesKey(value)) texts.push(valueText)
  return texts
}

/** Three segments or more: names of signers, controllers and API approvals. */
export function fullyQualifiedName(field: string, name: string): FieldError[] {
  if (name === '') return [required(field)]
  const texts = dns1123Subdomain(name)
  if (texts.length > 0) return [invalid(field, name, texts.join(','))]
  if (name.split('.').length < 3) {
    const text = 'should be a domain with at least three segments separated by dots'
    return [invalid(field, name, text)]
  }
  return []
}

export function fullyQualifiedDomainName(field: string, given: string): FieldError[] {
  if (given === '') return [required(field)]
  const name = given.endsWith('.') ? given.slice(0, -1) : given
  const texts = dns1123Subdomain(name)
  if (texts.length > 0) return [invalid(field, name, texts.join(','))]
  const segments = name.split('.')
  if (segments.length < 2) {
    const text = 'should be a domain with at least two segments separated by dots'
    return [invalid(field, name, text)]
  }
  for (const segment of segments) {
    const wrong = dns1123Label(segment)
    if (wrong.length > 0) return [invalid(field, segment, wrong.join(','))]
  }
  return []
}

const httpPath = /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/

/** `acme.io/foo`: names of Job's managers and of finalizers of resources. */
export function domainPrefixedPath(field: string, value: string): FieldError[] {
  if (value === '') return [required(field)]
  const slash = value.indexOf('/')
  if (slash <= 0 || slash === value.length - 1) {
    return [invalid(field, value, 'must be a domain-prefixed path (such as "acme.io/foo")')]
  }
  const host = value.slice(0, slash)
  const path = value.slice(slash + 1)
  const errors = dns1123Subdomain(host).map((text) => invalid(field, host, text))
  if (!httpPath.test(path)) {
    const text = patternText('Invalid path', "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+")
    errors.push(invalid(field, path, text))
  }
  return errors
}
