// in: a kind and a text → out: why the text is no such value, as Go's parsers say it; or undefined.
import { parseDuration } from './parse-duration.ts'
import type { FlagKind } from './read-flags.ts'

export function readSwitch(text: string): boolean | undefined {
  if (/^(1|t|T|true|True|TRUE)$/.test(text)) return true
  if (/^(0|f|F|false|False|FALSE)$/.test(text)) return false
  return undefined
}

/** For text of a command line: JSON's quotes are Go's there. */
export function goQuote(text: string): string {
  return JSON.stringify(text)
}

export function refusal(kind: FlagKind, text: string): string | undefined {
  const syntax = (parser: string) => `strconv.${parser}: parsing ${goQuote(text)}: invalid syntax`
  switch (kind) {
    case 'number':
      return /^[+-]?\d+$/.test(text) ? undefined : syntax('ParseInt')
    case 'float':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? undefined : syntax('ParseFloat')
    case 'switch':
      return readSwitch(text) === undefined ? syntax('ParseBool') : undefined
    case 'duration':
      return parseDuration(text) === undefined ? durationRefusal(text) : undefined
    default:
      return undefined
  }
}

function durationRefusal(text: string): string {
  const isBare = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)
  return `time: ${isBare ? 'missing unit in duration' : 'invalid duration'} ${goQuote(text)}`
}
