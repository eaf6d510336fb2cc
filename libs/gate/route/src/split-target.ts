// in: a raw request target → out: its decoded path and its query. Never: what the path means.
import { type ApiError, badRequest } from '@binnacle/meta'

export interface SplitTarget {
  /** Decoded once, as a whole: an escaped slash separates like a plain one, as in the reference. */
  readonly path: string
  readonly query: URLSearchParams
}

const unprintable = /[\x00-\x20\x7f]/
const badEscape = /%(?![0-9a-fA-F]{2})/
const utf8 = new TextDecoder('utf-8', { fatal: true })

export function splitTarget(target: string): SplitTarget {
  if (target.charCodeAt(0) !== 0x2f) throw badTarget('the request target must be a path')
  if (unprintable.test(target)) throw badTarget('invalid control character in URL')
  const mark = target.indexOf('?')
  if (mark < 0) return { path: decodePath(target), query: new URLSearchParams() }
  return { path: decodePath(target.slice(0, mark)), query: parseQuery(target.slice(mark + 1)) }
}

function decodePath(raw: string): string {
  if (!raw.includes('%')) return raw
  const bad = badEscape.exec(raw)
  if (bad) throw badTarget(`invalid URL escape "${raw.slice(bad.index, bad.index + 3)}"`)
  try {
    return utf8.decode(unescapeBytes(raw))
  } catch {
    throw badTarget('the path is not valid UTF-8')
  }
}

/** Pairs that hold a semicolon or a bad escape are left out, as Go's url.ParseQuery does. */
function parseQuery(raw: string): URLSearchParams {
  const query = new URLSearchParams()
  if (raw === '') return query
  for (const pair of raw.split('&')) {
    if (pair === '' || pair.includes(';') || badEscape.test(pair)) continue
    const equals = pair.indexOf('=')
    const key = equals < 0 ? pair : pair.slice(0, equals)
    query.append(decodeQuery(key), equals < 0 ? '' : decodeQuery(pair.slice(equals + 1)))
  }
  return query
}

function decodeQuery(raw: string): string {
  const spaced = raw.includes('+') ? raw.replaceAll('+', ' ') : raw
  return spaced.includes('%') ? unescapeBytes(spaced).toString('utf8') : spaced
}

function unescapeBytes(raw: string): Buffer {
  const bytes = Buffer.from(raw, 'utf8')
  let end = 0
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === 0x25) {
      bytes[end++] = Number.parseInt(bytes.toString('latin1', at + 1, at + 3), 16)
      at += 2
    } else {
      bytes[end++] = bytes[at] as number
    }
  }
  return bytes.subarray(0, end)
}

function badTarget(why: string): ApiError {
  return badRequest(why)
}
