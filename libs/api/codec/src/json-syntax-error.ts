// in: a text that is no JSON → out: what is wrong with it, in the words of Go's scanner.

const depthMax = 10_000

/** Follows the scanner state by state; only reached for broken documents. */
export function jsonSyntaxError(text: string): string {
  const bytes = Buffer.from(text)
  const scan = { bytes, at: 0, stack: [] as ('object' | 'array')[] }
  return document(scan) ?? 'unexpected end of JSON input'
}

interface Scan {
  readonly bytes: Buffer
  at: number
  readonly stack: ('object' | 'array')[]
}

const ended = 'unexpected end of JSON input'

/** What must come next; containers stay open on the stack, so that depth costs no call. */
type Next = 'value' | 'member' | 'after'

function document(scan: Scan): string | undefined {
  let next: Next = 'value'
  do {
    const step: Next | { fault: string } =
      next === 'value' ? value(scan) : next === 'member' ? member(scan) : afterValue(scan)
    if (typeof step !== 'string') return step.fault
    next = step
  } while (next !== 'after' || scan.stack.length > 0)
  skipSpace(scan)
  return scan.at < scan.bytes.length ? unexpected(scan, 'after top-level value') : undefined
}

type Step = Next | { fault: string }

function value(scan: Scan): Step {
  skipSpace(scan)
  const code = scan.bytes[scan.at]
  if (code === undefined) return { fault: ended }
  const letter = String.fromCharCode(code)
  if (letter === '{' || letter === '[') return open(scan, letter)
  if (letter === '"') return thenAfter(string(scan))
  if (letter === '-' || isDigit(code)) return thenAfter(number(scan))
  const word = { t: 'true', f: 'false', n: 'null' }[letter]
  if (word) return thenAfter(literal(scan, word))
  return { fault: unexpected(scan, 'looking for beginning of value') }
}

function thenAfter(fault: string | undefined): Step {
  return fault === undefined ? 'after' : { fault }
}

function open(scan: Scan, letter: '{' | '['): Step {
  scan.at++
  if (scan.stack.length >= depthMax) return { fault: 'exceeded max depth' }
  scan.stack.push(letter === '{' ? 'object' : 'array')
  skipSpace(scan)
  const next = scan.bytes[scan.at]
  if (next === undefined) return { fault: ended }
  if (String.fromCharCode(next) === (letter === '{' ? '}' : ']')) {
    scan.at++
    scan.stack.pop()
    return 'after'
  }
  return letter === '{' ? 'member' : 'value'
}

function member(scan: Scan): Step {
  skipSpace(scan)
  if (scan.bytes[scan.at] === undefined) return { fault: ended }
  if (scan.bytes[scan.at] !== 34) {
    return { fault: unexpected(scan, 'looking for beginning of object key string') }
  }
  const fault = string(scan)
  if (fault !== undefined) return { fault }
  skipSpace(scan)
  if (scan.bytes[scan.at] === undefined) return { fault: ended }
  if (scan.bytes[scan.at] !== 58) return { fault: unexpected(scan, 'after object key') }
  scan.at++
  return 'value'
}

function afterValue(scan: Scan): Step {
  skipSpace(scan)
  const code = scan.bytes[scan.at]
  if (code === undefined) return { fault: ended }
  const inObject = scan.stack.at(-1) === 'object'
  if (code === (inObject ? 125 : 93)) {
    scan.at++
    scan.stack.pop()
    return 'after'
  }
  if (code !== 44) {
    const where = inObject ? 'after object key:value pair' : 'after array element'
    return { fault: unexpected(scan, where) }
  }
  scan.at++
  return inObject ? 'member' : 'value'
}

function string(scan: Scan): string | undefined {
  for (scan.at++; ; scan.at++) {
    const code = scan.bytes[scan.at]
    if (code === undefined) return ended
    if (code === 34) break
    if (code < 32) return unexpected(scan, 'in string literal')
    if (code !== 92) continue
    scan.at++
    const escape = scan.bytes[scan.at]
    if (escape === undefined) return ended
    if (escape === 117) {
      for (let i = 0; i < 4; i++) {
        scan.at++
        const digit = scan.bytes[scan.at]
        if (digit === undefined) return ended
        if (!/[0-9a-fA-F]/.test(String.fromCharCode(digit))) {
          return unexpected(scan, 'in \\u hexadecimal character escape')
        }
      }
    } else if (!'bfnrt\\/"'.includes(String.fromCharCode(escape))) {
      return unexpected(scan, 'in string escape code')
    }
  }
  scan.at++
  return undefined
}

function number(scan: Scan): string | undefined {
  if (scan.bytes[scan.at] === 45) {
    scan.at++
    if (scan.bytes[scan.at] === undefined) return ended
    if (!isDigit(scan.bytes[scan.at])) return unexpected(scan, 'in numeric literal')
  }
  if (scan.bytes[scan.at] === 48) scan.at++
  else while (isDigit(scan.bytes[scan.at])) scan.at++
  if (scan.bytes[scan.at] === 46) {
    scan.at++
    if (scan.bytes[scan.at] === undefined) return ended
    if (!isDigit(scan.bytes[scan.at])) {
      return unexpected(scan, 'after decimal point in numeric literal')
    }
    while (isDigit(scan.bytes[scan.at])) scan.at++
  }
  if (scan.bytes[scan.at] === 101 || scan.bytes[scan.at] === 69) {
    scan.at++
    if (scan.bytes[scan.at] === 43 || scan.bytes[scan.at] === 45) scan.at++
    if (scan.bytes[scan.at] === undefined) return ended
    if (!isDigit(scan.bytes[scan.at])) return unexpected(scan, 'in exponent of numeric literal')
    while (isDigit(scan.bytes[scan.at])) scan.at++
  }
  return undefined
}

function literal(scan: Scan, word: string): string | undefined {
  for (const letter of word) {
    const code = scan.bytes[scan.at]
    if (code === undefined) return ended
    if (String.fromCharCode(code) !== letter) {
      return unexpected(scan, `in literal ${word} (expecting '${letter}')`)
    }
    scan.at++
  }
  return undefined
}

function skipSpace(scan: Scan): void {
  let code = scan.bytes[scan.at]
  while (code === 32 || code === 9 || code === 10 || code === 13) {
    scan.at++
    code = scan.bytes[scan.at]
  }
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 48 && code <= 57
}

function unexpected(scan: Scan, where: string): string {
  return `invalid character ${quoteByte(scan.bytes[scan.at] ?? 0)} ${where}`
}

const escapes: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  39: "\\'",
  92: '\\\\',
}

function quoteByte(code: number): string {
  const escaped = escapes[code]
  if (escaped) return `'${escaped}'`
  if (code < 32 || code === 127) return `'\\x${code.toString(16).padStart(2, '0')}'`
  if ((code > 127 && code < 161) || code === 173) return `'\\u00${code.toString(16)}'`
  return `'${String.fromCharCode(code)}'`
}
