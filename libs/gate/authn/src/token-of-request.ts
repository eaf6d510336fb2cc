// in: headers → out: the bearer token in them. Never: whether it is good.
import type { RequestHeaders } from '@binnacle/exchange'

/** `refused`: there is something like a token, and it cannot be one. */
export type TokenOfRequest =
  | { readonly token: string; readonly warning?: string }
  | { readonly token: undefined; readonly refused?: boolean; readonly warning?: string }

const none: TokenOfRequest = { token: undefined }
const spaceWarning =
  'the provided Authorization header contains extra space before the bearer token, and is ignored'

export function tokenOfRequest(headers: RequestHeaders): TokenOfRequest {
  const authorization = headers.get('authorization')
  if (authorization !== undefined) {
    const found = fromAuthorization(authorization.trim())
    if (found !== none) return found
  }
  return headers.get('sec-websocket-protocol') === undefined ? none : fromProtocols(headers)
}

function fromAuthorization(value: string): TokenOfRequest {
  const space = value.indexOf(' ')
  if (space !== 6 || value.slice(0, 6).toLowerCase() !== 'bearer') return none
  const rest = value.slice(7)
  const end = rest.indexOf(' ')
  const token = end < 0 ? rest : rest.slice(0, end)
  if (token !== '') return { token }
  return end < 0 ? none : { token: undefined, warning: spaceWarning }
}

const protocolPrefix = 'base64url.bearer.authorization.k8s.io.'

/** A browser cannot set Authorization on a WebSocket, so the token may come as one of its protocols. */
function fromProtocols(headers: RequestHeaders): TokenOfRequest {
  if (!isWebSocket(headers)) return none
  const protocols = headers
    .all('sec-websocket-protocol')
    .flatMap((line) => line.split(','))
    .map((protocol) => protocol.trim())
  const tokens = protocols.filter((protocol) => protocol.startsWith(protocolPrefix))
  const encoded = tokens[0]?.slice(protocolPrefix.length)
  if (encoded === undefined) return none
  const refused: TokenOfRequest = { token: undefined, refused: true }
  if (tokens.length > 1 || !/^[A-Za-z0-9_-]*$/.test(encoded)) return refused
  try {
    const token = new TextDecoder('utf-8', { fatal: true }).decode(
      Buffer.from(encoded, 'base64url'),
    )
    if (token === '') return none
    return protocols.length === tokens.length ? refused : { token }
  } catch {
    return refused
  }
}

function isWebSocket(headers: RequestHeaders): boolean {
  const has = (name: string, word: string) =>
    headers.all(name).some((line) =>
      line
        .toLowerCase()
        .split(',')
        .some((w) => w.trim() === word),
    )
  return has('connection', 'upgrade') && has('upgrade', 'websocket')
}
