// in: nothing → out: functions of semantic versions.
import { type Overload, overload, semverType } from '../declare.ts'
import { compareText } from '../equality.ts'
import { type CelValue, Failure, type Opaque } from '../values.ts'

class Semver implements Opaque {
  readonly opaque = semverType
  readonly numbers: readonly bigint[]
  readonly pre: readonly string[]

  constructor(numbers: readonly bigint[], pre: readonly string[]) {
    this.numbers = numbers
    this.pre = pre
  }

  equals(other: Opaque): boolean {
    return other instanceof Semver && order(this, other) === 0n
  }
}

const numeric = /^\d+$/
const identifierShape = /^[0-9A-Za-z-]+$/
const uint64Max = 1n << 64n

function number(text: string, part: string): bigint | string {
  if (!numeric.test(text)) return `Invalid character(s) found in ${part} number "${text}"`
  if (text.length > 1 && text.startsWith('0')) {
    return `${part[0]?.toUpperCase()}${part.slice(1)} number must not contain leading zeroes "${text}"`
  }
  const value = BigInt(text)
  if (value < uint64Max) return value
  return `strconv.ParseUint: parsing "${text}": value out of range`
}

function prerelease(text: string): string | undefined {
  if (text === '') return 'Prerelease is empty'
  if (numeric.test(text) && text.length > 1 && text.startsWith('0')) {
    return `Numeric PreRelease version must not contain leading zeroes "${text}"`
  }
  return identifierShape.test(text)
    ? undefined
    : `Invalid character(s) found in prerelease "${text}"`
}

function build(text: string): string | undefined {
  if (text === '') return 'Build meta data is empty'
  return identifierShape.test(text)
    ? undefined
    : `Invalid character(s) found in build meta data "${text}"`
}

function parse(text: string): Semver | string {
  if (text === '') return 'Version string empty'
  const parts = splitAt(text, '.', 3)
  if (parts.length !== 3) return 'No Major.Minor.Patch elements found'
  const [major, minor, rest] = parts as [string, string, string]
  const plus = rest.indexOf('+')
  const builds = plus < 0 ? [] : rest.slice(plus + 1).split('.')
  const head = plus < 0 ? rest : rest.slice(0, plus)
  const dash = head.indexOf('-')
  const pre = dash < 0 ? [] : head.slice(dash + 1).split('.')
  const patch = dash < 0 ? head : head.slice(0, dash)
  const numbers = [number(major, 'major'), number(minor, 'minor'), number(patch, 'patch')]
  const bad = numbers.find((value) => typeof value === 'string')
  const problem = bad ?? pre.map(prerelease).find(Boolean) ?? builds.map(build).find(Boolean)
  return problem === undefined ? new Semver(numbers as bigint[], pre) : String(problem)
}

function splitAt(text: string, separator: string, limit: number): string[] {
  const parts = text.split(separator)
  if (parts.length <= limit) return parts
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)]
}

/** Without a leading v and leading zeroes, with absent parts as zero. */
function normalize(text: string): string | Failure {
  const parts = splitAt(text.replace(/^v/, ''), '.', 3).map((part) => {
    if (part.length <= 1) return part
    const stripped = part.replace(/^0+/, '')
    return /^\d/.test(stripped) ? stripped : `0${stripped}`
  })
  if (parts.length < 3 && /[+-]/.test(parts.at(-1) as string)) {
    return new Failure('short version cannot contain PreRelease/Build meta data')
  }
  while (parts.length < 3) parts.push('0')
  return parts.join('.')
}

function read(text: string, loose: boolean): Semver | Failure {
  const plain = loose ? normalize(text) : text
  if (plain instanceof Failure) return plain
  const version = parse(plain)
  return typeof version === 'string' ? new Failure(version) : version
}

function orderPre(a: string, b: string): bigint {
  const numericA = numeric.test(a)
  if (numericA !== numeric.test(b)) return numericA ? -1n : 1n
  if (!numericA) return BigInt(Math.sign(compareText(a, b)))
  return BigInt(a) < BigInt(b) ? -1n : BigInt(a) > BigInt(b) ? 1n : 0n
}

function order(a: Semver, b: Semver): bigint {
  for (const [index, mine] of a.numbers.entries()) {
    const theirs = b.numbers[index] as bigint
    if (mine !== theirs) return mine < theirs ? -1n : 1n
  }
  if (a.pre.length === 0 || b.pre.length === 0) {
    return a.pre.length === b.pre.length ? 0n : a.pre.length === 0 ? 1n : -1n
  }
  for (const [index, mine] of a.pre.entries()) {
    const theirs = b.pre[index]
    if (theirs === undefined) return 1n
    const each = orderPre(mine, theirs)
    if (each !== 0n) return each
  }
  return a.pre.length < b.pre.length ? -1n : 0n
}

function compared(a: CelValue | undefined, b: CelValue | undefined): bigint {
  return order(a as Semver, b as Semver)
}

function part(name: string, index: number): Overload {
  return overload(`semver_${name}`, `semver.${name}(): int`, (version) => {
    return (version as Semver).numbers[index] as bigint
  })
}

export const semvers: readonly Overload[] = [
  overload('string_to_semver', 'semver(string): semver', (text) => read(text as string, false)),
  overload('string_bool_to_semver', 'semver(string, bool): semver', (text, loose) =>
    read(text as string, loose as boolean),
  ),
  overload('is_semver_string', 'isSemver(string): bool', (text) => {
    return read(text as string, false) instanceof Semver
  }),
  overload('is_semver_string_bool', 'isSemver(string, bool): bool', (text, loose) => {
    return read(text as string, loose as boolean) instanceof Semver
  }),
  overload('semver_is_greater_than', 'semver.isGreaterThan(semver): bool', (a, b) => {
    return compared(a, b) > 0n
  }),
  overload('semver_is_less_than', 'semver.isLessThan(semver): bool', (a, b) => {
    return compared(a, b) < 0n
  }),
  overload('semver_compare_to', 'semver.compareTo(semver): int', compared),
  part('major', 0),
  part('minor', 1),
  part('patch', 2),
]
