// in: a header block → out: the request that it begins, if it is one. Never: meaning of a header.
import type { HeaderDecoder } from '@binnacle/http2'
import type { EdgeLimits } from '../limits.ts'

export interface RequestHead {
  readonly method: string
  /** Empty: it names none. */
  readonly path: string
  /** In lower case, in the order of arrival; `host` is what `:authority` said. */
  readonly names: readonly string[]
  readonly values: readonly string[]
  /** Below zero: none was announced. */
  readonly contentLength: number
  /** More or longer fields than allowed: those beyond were dropped. */
  readonly tooLarge: boolean
}

/** What a field counts beyond its letters (RFC 9113, 6.5.2). */
const fieldBytes = 32
const pseudo = new Set([':method', ':path', ':scheme', ':authority'])
/** Of one connection, which HTTP/2 speaks of in frames. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
])
const token = /^[!#$%&'*+.^_`|~0-9a-z-]+$/
const badValue = /[\0\n\r]|^[ \t]|[ \t]$/
const knownNames = new Set<string>()
const knownNamesMax = 512

/** The block is always read to its end: the decoder would lose its place. undefined: malformed. */
export function readRequestHead(
  decoder: HeaderDecoder,
  block: Buffer,
  { headerPairsMax, headerBytesMax }: EdgeLimits,
): RequestHead | undefined {
  const names: string[] = []
  const values: string[] = []
  const target = new Map<string, string>()
  let bytes = 0
  let isBad = false
  let hasFields = false
  let tooLarge = false
  let contentLength = -1
  decoder.decode(block, (name, value) => {
    bytes += name.length + value.length + fieldBytes
    tooLarge ||= bytes > headerBytesMax || names.length >= headerPairsMax
    if (isBad || tooLarge) return
    if (name.charCodeAt(0) === 58) {
      isBad = hasFields || !pseudo.has(name) || target.has(name) || badValue.test(value)
      target.set(name, value)
      if (name !== ':authority') return
      names.push('host')
    } else {
      hasFields = true
      isBad = !isField(name, value)
      names.push(name)
    }
    values.push(value)
    if (name === 'content-length') {
      if (!/^\d{1,15}$/.test(value)) isBad = true
      else contentLength = Number(value)
    }
  })
  const method = target.get(':method')
  if (isBad || method === undefined || method === '') return undefined
  const isTunnel = method === 'CONNECT'
  if (!tooLarge && !isTunnel && (!target.has(':scheme') || !target.get(':path'))) return undefined
  return { method, path: target.get(':path') ?? '', names, values, contentLength, tooLarge }
}

function isField(name: string, value: string): boolean {
  if (!knownNames.has(name)) {
    if (!token.test(name) || hopByHop.has(name)) return false
    if (knownNames.size < knownNamesMax) knownNames.add(name)
  }
  return !badValue.test(value) && (name !== 'te' || value === 'trailers')
}
