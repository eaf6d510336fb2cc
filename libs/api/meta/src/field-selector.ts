// in: a field selector's text; values by field → out: its terms; whether they match. Never: which fields a kind has.

export interface FieldRequirement {
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}

/** All requirements must hold; `nothing` matches no object at all. */
export interface FieldSelector {
  readonly requirements: readonly FieldRequirement[]
  readonly nothing?: boolean
}

function splitTerms(text: string): string[] {
  const terms: string[] = []
  let start = 0
  let escaped = false
  for (let at = 0; at < text.length; at++) {
    if (escaped) escaped = false
    else if (text[at] === '\\') escaped = true
    else if (text[at] === ',') {
      terms.push(text.slice(start, at))
      start = at + 1
    }
  }
  terms.push(text.slice(start))
  return terms
}

function unescape(value: string): string {
  let plain = ''
  let escaped = false
  for (const rune of value) {
    if (escaped) {
      if (rune !== '\\' && rune !== ',' && rune !== '=') {
        throw new Error(`invalid field selector: invalid escape sequence: \\${rune}`)
      }
      plain += rune
      escaped = false
    } else if (rune === '\\') {
      escaped = true
    } else if (rune === ',' || rune === '=') {
      const code = rune.codePointAt(0)
      throw new Error(`invalid field selector: unescaped character in value: ${code}`)
    } else {
      plain += rune
    }
  }
  if (escaped) throw new Error('invalid field selector: invalid escape sequence: \\')
  return plain
}

/** Throws an Error in the reference's words. */
export function parseFieldSelector(text: string): FieldSelector {
  const requirements: FieldRequirement[] = []
  for (const part of splitTerms(text).sort()) {
    if (part === '') continue
    const found = /!=|==|=/.exec(part)
    if (found === null) throw new Error(`invalid selector: '${text}'; can't understand '${part}'`)
    const field = part.slice(0, found.index)
    const value = unescape(part.slice(found.index + found[0].length))
    // Nothing asked about nothing is no requirement.
    if (field === '' && value === '') continue
    requirements.push({ field, operator: found[0] === '!=' ? '!=' : '=', value })
  }
  return { requirements }
}

/** A field that has no value counts as ''. */
export function matchesFields(
  selector: FieldSelector,
  values: Readonly<Record<string, string>>,
): boolean {
  if (selector.nothing) return false
  for (const { field, operator, value } of selector.requirements) {
    const actual = Object.hasOwn(values, field) ? values[field] : ''
    if ((actual === value) !== (operator === '=')) return false
  }
  return true
}

/** The value that the field must have, when the selector says one. */
export function exactFieldValue(selector: FieldSelector, field: string): string | undefined {
  return selector.requirements.find((it) => it.field === field && it.operator === '=')?.value
}

export function formatFieldSelector(selector: FieldSelector): string {
  return selector.requirements
    .map(({ field, operator, value }) => field + operator + value.replace(/[\\,=]/g, '\\$&'))
    .join(',')
}
