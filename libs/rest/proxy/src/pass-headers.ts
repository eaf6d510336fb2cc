// in: headers of one side → out: those that go on to the other. Never: credentials of the caller.
import type { HeaderList, RequestHeaders } from '@binnacle/exchange'

/** Of one connection only, or ours to set. */
const hop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
])

/** Who the caller is, said to us: a backend must not get it, nor believe it. */
function saysWho(name: string): boolean {
  return name === 'authorization' || name.startsWith('impersonate-') || name.startsWith('x-remote-')
}

/** A socket of a browser carries its token among the protocols it offers. */
const tokenProtocol = 'base64url.bearer.authorization.k8s.io.'

function withoutToken(values: readonly string[]): string[] {
  return values
    .map((value) =>
      value
        .split(',')
        .map((each) => each.trim())
        .filter((each) => !each.startsWith(tokenProtocol))
        .join(', '),
    )
    .filter((value) => value !== '')
}

/** Headers that `Connection` names are of this connection too. */
function namedByConnection(values: readonly string[]): Set<string> {
  return new Set(values.flatMap((value) => value.toLowerCase().split(/\s*,\s*/)))
}

export function passedHeaders(
  headers: RequestHeaders,
  isIdentity: (name: string) => boolean = () => false,
): Record<string, string | string[]> {
  const named = namedByConnection(headers.all('connection'))
  const passed: Record<string, string | string[]> = { __proto__: null as never }
  for (const name of headers.names()) {
    if (name.startsWith(':') || name === 'content-length' || hop.has(name)) continue
    if (saysWho(name) || isIdentity(name) || named.has(name)) continue
    const values = [...headers.all(name)]
    if (name !== 'sec-websocket-protocol') passed[name] = values
    else if (values.some((each) => each.includes(tokenProtocol))) {
      const rest = withoutToken(values)
      if (rest.length > 0) passed[name] = rest
    } else passed[name] = values
  }
  return passed
}

export function returnedHeaders(raw: readonly string[]): HeaderList {
  const returned: [string, string][] = []
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] as string).toLowerCase()
    // The request has one id, and it is on the answer already.
    if (!hop.has(name) && name !== 'audit-id')
      returned.push([raw[at] as string, raw[at + 1] as string])
  }
  return returned
}
