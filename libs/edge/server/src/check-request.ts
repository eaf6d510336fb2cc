// in: method, target and headers → out: what is wrong with them, if anything. Never: meaning.
import type { RequestHeaders } from '@binnacle/exchange'
import { type ApiError, badRequest } from '@binnacle/meta'

/** Headers that decide who asks or how long a body is: two of them are two opinions. */
const single = [
  'authorization',
  'host',
  'content-length',
  'content-type',
  'transfer-encoding',
  'impersonate-user',
  'impersonate-uid',
  'x-remote-user',
]

/** undefined when the request may go on. */
export function checkRequest(target: string, headers: RequestHeaders): ApiError | undefined {
  if (target.charCodeAt(0) !== 47) return badRequest('the request target must be an absolute path')
  for (let i = 0; i < target.length; i++) {
    const code = target.charCodeAt(i)
    if (code <= 32 || code === 127) {
      return badRequest('the request target holds a space or a control character')
    }
  }
  for (const name of single) {
    if (headers.get(name) !== undefined && headers.all(name).length > 1) {
      if (name === 'host' && new Set(headers.all(name)).size === 1) continue
      return badRequest(`the header ${name} may be sent only once`)
    }
  }
  const encoding = headers.get('transfer-encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'chunked') {
    return badRequest('only the transfer encoding chunked is supported')
  }
  return undefined
}
