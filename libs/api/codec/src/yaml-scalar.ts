// in: a plain YAML scalar → out: its value by the rules of YAML 1.1 as Go's library has them.
import { NumberLiteral } from '@binnacle/schema'

const words = new Map<string, unknown>([
  ['', null],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map(
    (word): [string, boolean] => [word, true],
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map(
    (word): [string, boolean] => [word, false],
  ),
])

const infinities = /^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/
const floats = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
const wholes = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)$/
const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/

/** Strings come back as they are; infinity and NaN as numbers that JSON has no text for. */
export function resolvePlain(text: string): unknown {
  if (words.has(text)) return words.get(text)
  const first = text.charCodeAt(0)
  const mayBeNumber = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46
  if (!mayBeNumber) return text
  if (infinities.test(text)) return infinityOf(text)
  const plain = text.replaceAll('_', '')
  const whole = wholes.exec(plain)
  if (whole) return wholeOf(whole, plain)
  if (!floats.test(plain)) return text
  const read = Number(plain)
  return Number.isFinite(read) ? read : text
}

function infinityOf(text: string): number {
  if (/nan/i.test(text)) return Number.NaN
  return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

const int64Max = 2n ** 63n - 1n

function wholeOf([, sign, digits = '0']: RegExpExecArray, plain: string): unknown {
  const octal = /^0[oO]?([0-7]+)$/.exec(digits)
  const magnitude = BigInt(octal ? `0o${octal[1]}` : digits.replace(/^0[oO]?$/, '0'))
  const exact = sign === '-' ? -magnitude : magnitude
  if (exact >= -int64Max - 1n && exact <= int64Max) {
    const number = Number(exact)
    return Number.isSafeInteger(number) ? number : exact
  }
  return new NumberLiteral(plain)
}

const clock = '\\d{1,2}:\\d{1,2}:\\d{1,2}(?:\\.\\d+)?'
const timestamp = new RegExp(
  `^\\d{4}-\\d{1,2}-\\d{1,2}(?:[Tt]${clock}(?:Z|[-+]\\d\\d:\\d\\d)| ${clock})?$`,
)

/** Whether a text written plainly would be read back as that text. */
export function readsBackAsText(text: string): boolean {
  if (typeof resolvePlain(text) !== 'string') return false
  return !base60.test(text) && !timestamp.test(text)
}
