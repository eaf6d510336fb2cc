// in: base64 as a client wrote it → out: the same bytes as Go writes them. Never: the bytes themselves.
import type { ScalarType } from '@binnacle/catalogue'
import type { DecodeState } from './decode-state.ts'
import { goTypeText, goValueText } from './go-type-text.ts'
import { NumberLiteral } from './number-literal.ts'

const clean = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

export function decodeBytes(value: unknown, type: ScalarType, state: DecodeState): unknown {
  if (typeof value === 'string') return fromText(value, state)
  if (Array.isArray(value)) return fromNumbers(value, state)
  const shown = value instanceof NumberLiteral ? 'number' : goValueText(value)
  state.mismatched(shown, goTypeText(type))
  return undefined
}

function fromText(text: string, state: DecodeState): string | undefined {
  const packed = /[\r\n]/.test(text) ? text.replace(/[\r\n]/g, '') : text
  if (!clean.test(packed)) {
    state.mismatch ??= `illegal base64 data at input byte ${firstIllegal(text)}`
    return undefined
  }
  // Bits beyond the last byte may be anything in the text; what is written back has them zero.
  return packed.endsWith('=') ? Buffer.from(packed, 'base64').toString('base64') : packed
}

/** Where Go's decoder stops: groups of four, line breaks skipped, padding only at the end. */
function firstIllegal(text: string): number {
  let at = 0
  let inGroup = 0
  while (at < text.length) {
    const letter = text[at] as string
    at++
    if (letter === '\n' || letter === '\r') continue
    if (/[A-Za-z0-9+/]/.test(letter)) {
      inGroup = (inGroup + 1) % 4
      continue
    }
    if (letter !== '=' || inGroup < 2) return at - 1
    return afterPadding(text, at, inGroup)
  }
  return text.length - (inGroup === 0 ? 0 : inGroup)
}

function afterPadding(text: string, start: number, inGroup: number): number {
  let at = skipBreaks(text, start)
  if (inGroup === 2) {
    if (at >= text.length) return text.length
    if (text[at] !== '=') return at
    at = skipBreaks(text, at + 1)
  }
  return at
}

function skipBreaks(text: string, start: number): number {
  let at = start
  while (text[at] === '\n' || text[at] === '\r') at++
  return at
}

/** Go reads a list of small numbers into bytes too. */
function fromNumbers(list: readonly unknown[], state: DecodeState): string | undefined {
  for (const each of list) {
    const fits = typeof each === 'number' && Number.isInteger(each) && each >= 0 && each <= 255
    if (fits || each === null) continue
    const shown = typeof each === 'number' ? `number ${each}` : goValueText(each)
    state.mismatched(shown, 'uint8')
    return undefined
  }
  return Buffer.from(list as number[]).toString('base64')
}
