// in: a text and where it stands → out: the text in the YAML style that the reference picks.
import type { Output } from './to-yaml.ts'
import { readsBackAsText } from './yaml-scalar.ts'

const width = 80

interface Where {
  /** Column of continued lines. */
  readonly indent: number
  /** Keys stay on one line. */
  readonly key: boolean
}

export function writeScalar(out: Output, text: string, where: Where): void {
  const traits = analyse(text)
  if (text.includes('\n')) {
    if (traits.blockAllowed && !where.key) return writeLiteral(out, text, where.indent)
    return writeDouble(out, text, where)
  }
  if (!readsBackAsText(text)) return writeDouble(out, text, where)
  if (traits.plainAllowed) return writeFolded(out, text, where)
  if (!traits.singleAllowed) return writeDouble(out, text, where)
  out.put("'")
  writeFolded(out, text.replaceAll("'", "''"), where)
  out.put("'")
}

interface Traits {
  readonly plainAllowed: boolean
  readonly singleAllowed: boolean
  readonly blockAllowed: boolean
}

const startsIndicator = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:](?:\s|$)|-(?:\s|$))/
const innerIndicator = /:(?:\s|$)|\s#/
// What is not printed as it is: control signs, a byte order mark, all beyond the first 65,536.
const special = /[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u

function analyse(text: string): Traits {
  const outer = /^[ \n\x85\u2028\u2029]|[ \n\x85\u2028\u2029]$/.test(text)
  const breakSpace = /\n /.test(text)
  const odd = / \n/.test(text) || special.test(text)
  const indicators = startsIndicator.test(text) || innerIndicator.test(text)
  return {
    plainAllowed:
      !outer && !breakSpace && !odd && !indicators && !/[\n\x85\u2028\u2029]/.test(text),
    singleAllowed: !breakSpace && !odd,
    blockAllowed: !odd && !text.endsWith(' '),
  }
}

/** Breaks at a single space once the line is over the width. */
function writeFolded(out: Output, text: string, where: Where): void {
  if (where.key || out.column + text.length <= width) return out.put(text)
  const words = text.split(' ')
  words.forEach((word, at) => {
    if (at > 0) {
      const lonely = words[at - 1] !== '' && word !== ''
      if (lonely && out.column > width) out.breakTo(where.indent)
      else out.put(' ')
    }
    out.put(word)
  })
}

function writeLiteral(out: Output, text: string, indent: number): void {
  const hint = /^[ \n]/.test(text) ? '2' : ''
  const chomp = !text.endsWith('\n') ? '-' : /(?:^|\n)\n$/.test(text) ? '+' : ''
  out.put(`|${hint}${chomp}`)
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
  for (const line of lines) {
    if (line === '') out.put('\n')
    else {
      out.breakTo(indent)
      out.put(line)
    }
  }
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
}

function writeDouble(out: Output, text: string, where: Where): void {
  out.put('"')
  const letters = [...text]
  // The reference escapes all of a text that begins with a byte order mark.
  const all = text.startsWith('\ufeff')
  let spaces = false
  letters.forEach((letter, at) => {
    if (letter === ' ' && !all) {
      const inside = at > 0 && at < letters.length - 1
      if (!where.key && !spaces && inside && out.column > width) {
        out.breakTo(where.indent)
        if (letters[at + 1] === ' ') out.put('\\')
      } else out.put(' ')
      spaces = true
      return
    }
    spaces = false
    out.put(escapes[letter] ?? (all || special.test(letter) ? escapeCode(letter) : letter))
  })
  out.put('"')
}

function escapeCode(letter: string): string {
  const code = letter.codePointAt(0) ?? 0
  const hex = code.toString(16).toUpperCase()
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
