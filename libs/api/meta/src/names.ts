// in: a name → out: texts that say what is wrong with it, none when it is good. Never: which kind has which rule.
import { byteLength, maxLengthText, patternText } from './text-rules.ts'

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const underscoreLabel = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?'

// Each segment is tested alone: one pattern over the whole name would backtrack on long bad input.
const labelPattern = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/
const underscorePattern = /^_?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/
const dns1035Pattern = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/

export const dns1123LabelMaxLength = 63
export const dns1123SubdomainMaxLength = 253
export const dns1035LabelMaxLength = 63

/** Beyond this a name is refused without a look at its characters: patterns must not run on megabytes. */
const patternLengthMax = 4096

function matches(pattern: RegExp, value: string): boolean {
  return value.length <= patternLengthMax && pattern.test(value)
}

function isSubdomain(value: string): boolean {
  return (
    value.length <= patternLengthMax && value.split('.').every((part) => labelPattern.test(part))
  )
}

const labelText = patternText(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  label,
  'my-name',
  '123-abc',
)
const subdomainText = patternText(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  `${label}(\\.${label})*`,
  'example.com',
)
const caselessText = patternText(
  "an RFC 1123 subdomain must consist of alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  `${label}(\\.${label})*`,
  'Example.com',
)
const underscoreText = patternText(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
  `${underscoreLabel}(\\.${underscoreLabel})*`,
  'example.com',
)
const dns1035Text = patternText(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  '[a-z]([-a-z0-9]*[a-z0-9])?',
  'my-name',
  'abc-123',
)
const wildcardText = patternText(
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  `\\*\\.${label}(\\.${label})*`,
  '*.example.com',
)

export function dns1123Label(value: string): string[] {
  const texts: string[] = []
  if (byteLength(value) > dns1123LabelMaxLength) texts.push(maxLengthText(dns1123LabelMaxLength))
  if (!matches(labelPattern, value)) {
    texts.push(isSubdomain(value) ? 'must not contain dots' : labelText)
  }
  return texts
}

export function dns1123Subdomain(value: string): string[] {
  const texts: string[] = []
  if (byteLength(value) > dns1123SubdomainMaxLength) {
    texts.push(maxLengthText(dns1123SubdomainMaxLength))
  }
  if (!isSubdomain(value)) texts.push(subdomainText)
  return texts
}

/** Of drivers, which once could have names in capitals. */
export function dns1123SubdomainCaseless(value: string): string[] {
  return dns1123Subdomain(value.toLowerCase()).map((text) =>
    text === subdomainText ? caselessText : text,
  )
}

export function dns1123SubdomainWithUnderscore(value: string): string[] {
  const texts: string[] = []
  if (byteLength(value) > dns1123SubdomainMaxLength) {
    texts.push(maxLengthText(dns1123SubdomainMaxLength))
  }
  const good = value.split('.').every((part) => matches(underscorePattern, part))
  if (!good) texts.push(underscoreText)
  return texts
}

export function dns1035Label(value: string): string[] {
  const texts: string[] = []
  if (byteLength(value) > dns1035LabelMaxLength) texts.push(maxLengthText(dns1035LabelMaxLength))
  if (!matches(dns1035Pattern, value)) texts.push(dns1035Text)
  return texts
}

export function wildcardDns1123Subdomain(value: string): string[] {
  const texts: string[] = []
  if (byteLength(value) > dns1123SubdomainMaxLength) {
    texts.push(maxLengthText(dns1123SubdomainMaxLength))
  }
  if (!value.startsWith('*.') || !isSubdomain(value.slice(2))) texts.push(wildcardText)
  return texts
}

/** What may stand as one segment of a path; the rule of RBAC names and of prefixes of all names. */
export function pathSegmentName(value: string, isPrefix = false): string[] {
  if (!isPrefix && (value === '.' || value === '..')) return [`may not be '${value}'`]
  return ['/', '%'].filter((bad) => value.includes(bad)).map((bad) => `may not contain '${bad}'`)
}

/** generateName ends in a dash that the random part will follow. */
export function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name
}

/** A rule for object names: texts, given whether it is a prefix (generateName). */
export type NameRule = (name: string, isPrefix: boolean) => string[]

export const nameIsSubdomain: NameRule = (name, isPrefix) =>
  dns1123Subdomain(isPrefix ? maskTrailingDash(name) : name)

/** Of kinds whose check looks at the name as it is in the end, and not at its prefix. */
export const finalNameRule: NameRule = (name, isPrefix) => (isPrefix ? [] : dns1123Subdomain(name))

export const nameIsLabel: NameRule = (name, isPrefix) =>
  dns1123Label(isPrefix ? maskTrailingDash(name) : name)

export const nameIsDns1035: NameRule = (name, isPrefix) =>
  dns1035Label(isPrefix ? maskTrailingDash(name) : name)

export const nameIsPathSegment: NameRule = (name, isPrefix) => pathSegmentName(name, isPrefix)
