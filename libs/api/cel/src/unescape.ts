// in: a string or bytes literal as written → out: its value. Never: where literals end.

const plain: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  "'": 39,
  '"': 34,
  '`': 96,
  '?': 63,
}

interface Body {
  readonly raw: boolean
  readonly text: string
}

function bodyOf(literal: string): Body {
  const raw = literal[0] === 'r' || literal[0] === 'R'
  const quoted = (raw ? literal.slice(1) : literal).replace(/\r\n?/g, '\n')
  const long = quoted.startsWith('"""') || quoted.startsWith("'''")
  const width = long && quoted.length >= 6 ? 3 : 1
  return { raw, text: quoted.slice(width, quoted.length - width) }
}

function isRune(code: number): boolean {
  return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
}

interface Piece {
  readonly code: number
  /** The code stands for a character, not for a byte. */
  readonly isRune: boolean
  readonly length: number
}

function escapeAt(text: string, index: number, isBytes: boolean): Piece {
  const letter = text[index + 1]
  if (letter === undefined) {
    throw new Error("unable to unescape string, found '\\' as last character")
  }
  const simple = plain[letter]
  if (simple !== undefined) return { code: simple, isRune: true, length: 2 }
  const digits = letter === 'u' ? 4 : letter === 'U' ? 8 : letter === 'x' || letter === 'X' ? 2 : 0
  if (digits > 0) {
    const hex = text.slice(index + 2, index + 2 + digits)
    if ((isBytes && digits > 2) || !/^[0-9a-fA-F]+$/.test(hex) || hex.length < digits) {
      throw new Error('unable to unescape string')
    }
    const code = Number.parseInt(hex, 16)
    if (!isBytes && !isRune(code)) throw new Error('invalid unicode code point')
    return { code, isRune: !isBytes, length: 2 + digits }
  }
  const octal = text.slice(index + 1, index + 4)
  if (!/^[0-3]/.test(octal)) throw new Error('unable to unescape string')
  if (!/^[0-3][0-7][0-7]$/.test(octal)) {
    throw new Error('unable to unescape octal sequence in string')
  }
  return { code: Number.parseInt(octal, 8), isRune: !isBytes, length: 4 }
}

/** Throws an Error whose message clients see. */
export function unescapeString(literal: string): string {
  const { raw, text } = bodyOf(literal)
  if (raw || !text.includes('\\')) return text
  let value = ''
  for (let index = 0; index < text.length; ) {
    if (text[index] !== '\\') {
      value += text[index]
      index += 1
      continue
    }
    const piece = escapeAt(text, index, false)
    value += String.fromCodePoint(piece.code)
    index += piece.length
  }
  return value
}

/** `literal` without its leading b. */
export function unescapeBytes(literal: string): Uint8Array {
  const { raw, text } = bodyOf(literal)
  if (raw || !text.includes('\\')) return new Uint8Array(Buffer.from(text))
  const parts: Buffer[] = []
  for (let index = 0; index < text.length; ) {
    if (text[index] !== '\\') {
      const rune = String.fromCodePoint(text.codePointAt(index) as number)
      parts.push(Buffer.from(rune))
      index += rune.length
      continue
    }
    const piece = escapeAt(text, index, true)
    parts.push(Buffer.from([piece.code & 0xff]))
    index += piece.length
  }
  return new Uint8Array(Buffer.concat(parts))
}
