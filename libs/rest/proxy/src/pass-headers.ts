// in: headers of one side → out: those that go on to the other. Never: credentials of the caller.
import type { HeaderList, RequestHeaders } from '@binnacle/exchange'

/** Of one connection only, or ours to set. */
const hop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'content-length',
])

/** Who the caller is, said to us: a backend must not get it, nor believe it. */
function isIdentity(name: string): boolean {
  return name === 'authorization' || name.startsWith('impersonate-') || name.startsWith('x-remote-')
}

export function passedHeaders(headers: RequestHeaders): Record<string, string | string[]> {
  const passed: Record<string, string | string[]> = {}
  for (const name of headers.names()) {
    if (name.startsWith(':') || hop.has(name) || isIdentity(name)) continue
    passed[name] = [...headers.all(name)]
  }
  return passed
}

export function returnedHeaders(raw: readonly string[]): HeaderList {
  const returned: [string, string][] = []
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] as string
    if (!hop.has(name.toLowerCase())) returned.push([name, raw[at + 1] as string])
  }
  return returned
}
