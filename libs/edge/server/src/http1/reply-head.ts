// in: status and headers of a reply → out: its head as HTTP/1.1 has it. Never: a body.
import { STATUS_CODES } from 'node:http'
import type { HeaderList } from '@binnacle/exchange'
import { refuseBadName, refuseBadStatus, refuseBadValue } from '../field-rules.ts'

export interface HeadWishes {
  readonly warnings: readonly string[]
  /** undefined: the body comes in chunks, or there is none. */
  readonly length: number | undefined
  readonly chunked: boolean
  /** How long the connection is kept for the next request; undefined: it is closed. */
  readonly keptForMs: number | undefined
}

const names = new Set<string>()
const namesMax = 256
let dateText = ''
let dateSecond = 0

/** Latin-1. Throws when a field cannot be sent. */
export function replyHead(
  { status, headers }: { readonly status: number; readonly headers: HeaderList },
  { warnings, length, chunked, keptForMs }: HeadWishes,
): string {
  refuseBadStatus(status)
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}\r\n`
  for (const [name, value] of headers) head += field(name, value)
  for (const text of warnings) head += field('Warning', text)
  if (length !== undefined) head += `Content-Length: ${length}\r\n`
  head += `Date: ${date()}\r\n`
  head +=
    keptForMs === undefined
      ? 'Connection: close\r\n'
      : `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(keptForMs / 1000)}\r\n`
  return chunked ? `${head}Transfer-Encoding: chunked\r\n\r\n` : `${head}\r\n`
}

function field(name: string, value: string): string {
  if (!names.has(name)) {
    refuseBadName(name)
    if (names.size < namesMax) names.add(name)
  }
  refuseBadValue(name, value)
  return `${name}: ${value}\r\n`
}

function date(): string {
  const second = Math.floor(Date.now() / 1000)
  if (second === dateSecond) return dateText
  dateSecond = second
  dateText = new Date(second * 1000).toUTCString()
  return dateText
}
