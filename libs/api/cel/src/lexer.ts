// in: an expression → out: its tokens and what could not be read. Never: grammar.
import type { Issue } from './source-text.ts'

export interface Token {
  /** A sign such as `==`, a word such as `in`, or one of the classes below. */
  readonly kind: string
  readonly text: string
  readonly offset: number
}

/** Token classes, named as in error texts. */
export const identifier = 'IDENTIFIER'
export const escapedIdentifier = 'ESC_IDENTIFIER'
export const endOfInput = '<EOF>'

const words = new Set(['in', 'true', 'false', 'null'])
const space = /[\t \r\n\f]+/y
const comment = /\/\/[^\n]*/y
const name = /[A-Za-z_][A-Za-z0-9_]*/y
const escapedName = /`[A-Za-z0-9_.\-/ ]+`/y
const float = /(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)/y
const uint = /(?:0x[0-9a-fA-F]+|\d+)[uU]/y
const int = /(?:0x[0-9a-fA-F]+|\d+)/y
const sign = /==|!=|<=|>=|&&|\|\||[<>[\]{}().,\-!?:+*/%]/y

const escaped =
  '\\\\(?:[abfnrtv"\'\\\\?`]|[0-3][0-7][0-7]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})'
const cookedLong = new RegExp(`"""(?:${escaped}|[^\\\\])*?"""|'''(?:${escaped}|[^\\\\])*?'''`, 'y')
const cooked = new RegExp(`"(?:${escaped}|[^\\\\"\\n\\r])*"|'(?:${escaped}|[^\\\\'\\n\\r])*'`, 'y')
const rawLong = /[rR](?:"""[\s\S]*?"""|'''[\s\S]*?''')/y
const raw = /[rR](?:"[^"\n\r]*"|'[^'\n\r]*')/y

function at(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset
  return pattern.exec(text)?.[0]
}

function stringAt(text: string, offset: number): string | undefined {
  return (
    at(cookedLong, text, offset) ??
    at(rawLong, text, offset) ??
    at(cooked, text, offset) ??
    at(raw, text, offset)
  )
}

function numberAt(text: string, offset: number): Token | undefined {
  const asFloat = at(float, text, offset)
  const asUint = at(uint, text, offset)
  const asInt = at(int, text, offset)
  if (asFloat !== undefined && asFloat.length > (asInt?.length ?? 0)) {
    return { kind: 'NUM_FLOAT', text: asFloat, offset }
  }
  if (asUint !== undefined) return { kind: 'NUM_UINT', text: asUint, offset }
  return asInt === undefined ? undefined : { kind: 'NUM_INT', text: asInt, offset }
}

function tokenAt(text: string, offset: number): Token | undefined {
  const first = text[offset] as string
  if (/[bB]/.test(first)) {
    const bytes = stringAt(text, offset + 1)
    if (bytes !== undefined) return { kind: 'BYTES', text: first + bytes, offset }
  }
  const string = stringAt(text, offset)
  if (string !== undefined) return { kind: 'STRING', text: string, offset }
  const number = numberAt(text, offset)
  if (number !== undefined) return number
  const word = at(name, text, offset)
  if (word !== undefined) {
    return { kind: words.has(word) ? word : identifier, text: word, offset }
  }
  const escaped = at(escapedName, text, offset)
  if (escaped !== undefined) return { kind: escapedIdentifier, text: escaped, offset }
  const mark = at(sign, text, offset)
  return mark === undefined ? undefined : { kind: mark, text: mark, offset }
}

const partialCooked = new RegExp(
  `(?:"(?:${escaped}|[^\\\\"\\n\\r])*|'(?:${escaped}|[^\\\\'\\n\\r])*)`,
  'y',
)

/** What is read before it is clear that no token begins here: at least one character. */
function unreadable(text: string, offset: number): string {
  const rune = String.fromCodePoint(text.codePointAt(offset) as number)
  if (rune === '=' || rune === '&' || rune === '|') {
    const next = text.codePointAt(offset + 1)
    return next === undefined ? rune : rune + String.fromCodePoint(next)
  }
  if (rune !== '"' && rune !== "'") return rune
  const begun = at(partialCooked, text, offset) as string
  let end = offset + begun.length
  if (text[end] === '\\') {
    end += 1
    if (/[xXuU]/.test(text[end] ?? '')) {
      end += 1
      while (/[0-9a-fA-F]/.test(text[end] ?? '')) end += 1
    }
  }
  return text.slice(offset, end + 1)
}

function shown(text: string): string {
  return text.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
}

export function scan(text: string): { tokens: Token[]; issues: Issue[] } {
  const tokens: Token[] = []
  const issues: Issue[] = []
  let offset = 0
  while (offset < text.length) {
    const skipped = at(space, text, offset) ?? at(comment, text, offset)
    if (skipped !== undefined) {
      offset += skipped.length
      continue
    }
    const token = tokenAt(text, offset)
    if (token !== undefined) {
      tokens.push(token)
      offset += token.text.length
      continue
    }
    const bad = unreadable(text, offset)
    issues.push({ offset, message: `Syntax error: token recognition error at: '${shown(bad)}'` })
    offset += bad.length
  }
  tokens.push({ kind: endOfInput, text: endOfInput, offset: text.length })
  return { tokens, issues }
}
