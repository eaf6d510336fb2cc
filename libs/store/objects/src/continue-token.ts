// in: where a page ended → out: the opaque token, and back. Never: what lies behind the key.
import { ApiError, badRequest, failure } from '@binnacle/meta'

export interface ContinueFrom {
  /** Below the key prefix of the list; the next page starts at this key. */
  readonly startKey: string
  /** Below zero: the newest revision, an inconsistent rest. */
  readonly revision: number
}

const version = 'meta.k8s.io/v1'
const notValid = 'continue key is not valid'

function refuse(text: string): ApiError {
  return badRequest(`invalid continue token: ${text}`)
}

/** The byte at which Go's unpadded URL decoder gives up, or undefined. */
function badByte(text: string): number | undefined {
  const wrong = text.search(/[^A-Za-z0-9_\-\r\n]/)
  if (wrong >= 0) return wrong
  return text.replace(/[\r\n]/g, '').length % 4 === 1 ? text.length - 1 : undefined
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const first = text.trimStart()
    const found = String.fromCodePoint(first.codePointAt(0) ?? 0)
    const why =
      first === ''
        ? 'unexpected end of JSON input'
        : `invalid character '${found}' looking for beginning of value`
    throw refuse(`${notValid}: ${why}`)
  }
}

/** path.Clean of Go, for absolute paths. */
function clean(path: string): string {
  const kept: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') kept.pop()
    else kept.push(part)
  }
  return `/${kept.join('/')}`
}

export function decodeContinue(token: string): ContinueFrom {
  const byte = badByte(token)
  if (byte !== undefined) throw refuse(`${notValid}: illegal base64 data at input byte ${byte}`)
  const read = readJson(Buffer.from(token, 'base64url').toString())
  const fields = (typeof read === 'object' && read !== null ? read : {}) as Record<string, unknown>
  const v = typeof fields.v === 'string' ? fields.v : ''
  if (v !== version) {
    throw refuse(`${notValid}: server does not recognize this encoded version ${v}`)
  }
  const revision = typeof fields.rv === 'number' ? fields.rv : 0
  if (revision === 0) {
    throw refuse(`${notValid}: incorrect encoded start resourceVersion (version ${version})`)
  }
  const start = typeof fields.start === 'string' ? fields.start : ''
  if (start === '') throw refuse(`${notValid}: encoded start key empty (version ${version})`)
  const key = start.startsWith('/') ? start : `/${start}`
  if (clean(key) !== key) throw refuse(`${notValid}: ${start}`)
  return { startKey: key.slice(1), revision }
}

/** `startKey` must not start with a slash. */
export function encodeContinue({ startKey, revision }: ContinueFrom): string {
  const text = JSON.stringify({ v: version, rv: revision, start: startKey })
  return Buffer.from(text).toString('base64url')
}

/** 410 of a page whose revision is gone; carries a token for an inconsistent rest. */
export function continueExpired(startKey: string): ApiError {
  const status = failure(
    410,
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. ' +
      'You can start a new list without the continue parameter, or use the continue token in ' +
      'this response to retrieve the remainder of the results. Continuing with the provided ' +
      'token results in an inconsistent list - objects that were created, modified, or deleted ' +
      'between the time the first chunk was returned and now may show up in the list.',
  )
  status.metadata.continue = encodeContinue({ startKey, revision: -1 })
  return new ApiError(status)
}
