// in: the first bytes of a request → out: its head, when it is a plain GET. Never: a judgment of the others.
import { isFieldName } from '../field-rules.ts'

interface Fields {
  /** The lines of the head behind the first, as they came; '' where they are too long to keep. */
  readonly lines: string
  /** In lower case, in the order of arrival. */
  readonly names: readonly string[]
  readonly values: readonly string[]
}

export interface SimpleHead extends Fields {
  readonly path: string
  /** Of the head in bytes: what follows is the next request. */
  readonly length: number
}

/** Longer ones are read by who knows how to refuse them. */
const headBytesMax = 16 * 1024
const start = Buffer.from('GET /')
const end = Buffer.from('\r\n\r\n')
/** They say that there is a body, or that the connection becomes something else. */
const notSimple = new Set([
  'content-length',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
const requestLine = /^GET (\/[\x21-\x7e]*) HTTP\/1\.1$/
const unusual = /[^\t\x20-\x7e\x80-\xff\r\n]|\r(?!\n)|(?<!\r)\n/
/** No other: a letter of UTF-8 may end with a byte that Unicode calls a space. */
const outerSpace = /^[ \t]+|[ \t]+$/g
const lowerNames = new Map<string, string>()
const lowerNamesMax = 512
/** What an idle connection keeps is to be little. */
const keptCharsMax = 2 * 1024

/**
 * undefined: it is none, or not there whole, or anything about it is unusual; node:http, which has
 * seen more of the world, is to read it then. So what is read here can be read in one way only.
 * `before`: read from the same connection. A client says the same about itself with each request,
 * so its lines are only compared; no longer than the connection lives, as a token is among them.
 */
export function readSimpleHead(bytes: Buffer, before?: SimpleHead): SimpleHead | undefined {
  if (bytes.length < start.length || bytes.compare(start, 0, start.length, 0, start.length) !== 0) {
    return undefined
  }
  const length = bytes.indexOf(end)
  if (length < 0 || length > headBytesMax) return undefined
  const text = bytes.toString('latin1', 0, length)
  const lineEnd = text.indexOf('\r\n')
  if (lineEnd < 0) return undefined
  const path = requestLine.exec(text.slice(0, lineEnd))?.[1]
  if (path === undefined) return undefined
  const block = text.slice(lineEnd)
  const fields = before?.lines === block ? before : readFields(block)
  if (fields === undefined) return undefined
  const { names, values, lines } = fields
  return { path, names, values, lines, length: length + end.length }
}

/** `block`: all lines behind the first, each with the line end before it. */
function readFields(block: string): Fields | undefined {
  if (unusual.test(block)) return undefined
  const split = block.split('\r\n')
  const names: string[] = []
  const values: string[] = []
  for (let at = 1; at < split.length; at++) {
    const line = split[at] as string
    const colon = line.indexOf(':')
    const name = colon > 0 ? lower(line.slice(0, colon)) : undefined
    if (name === undefined || notSimple.has(name)) return undefined
    const value = line.slice(colon + 1).replace(outerSpace, '')
    if (name === 'connection' && value.toLowerCase() !== 'keep-alive') return undefined
    names.push(name)
    values.push(value)
  }
  const hosts = names.filter((name) => name === 'host').length
  if (hosts !== 1) return undefined
  return { names, values, lines: block.length <= keptCharsMax ? block : '' }
}

function lower(name: string): string | undefined {
  const known = lowerNames.get(name)
  if (known !== undefined) return known
  if (!isFieldName(name)) return undefined
  const lowered = name.toLowerCase()
  if (lowerNames.size < lowerNamesMax) lowerNames.set(name, lowered)
  return lowered
}
