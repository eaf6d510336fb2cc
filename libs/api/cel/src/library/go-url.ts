// in: a text → out: the parts of the URL in it as Go reads them, or why it is none. Never: requests.
import { goQuote } from '@binnacle/meta'

export interface GoUrl {
  readonly scheme: string
  readonly host: string
  readonly escapedPath: string
  readonly rawQuery: string
}

function schemeOf(text: string): { scheme: string; rest: string } | string {
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] as string
    if (/[a-zA-Z]/.test(character)) continue
    if (/[0-9+\-.]/.test(character)) {
      if (index === 0) return { scheme: '', rest: text }
      continue
    }
    if (character !== ':') return { scheme: '', rest: text }
    if (index === 0) return 'missing protocol scheme'
    return { scheme: text.slice(0, index).toLowerCase(), rest: text.slice(index + 1) }
  }
  return { scheme: '', rest: text }
}

function badEscape(text: string): string | undefined {
  const bad = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(text)
  return bad === null ? undefined : `invalid URL escape ${goQuote(bad[0])}`
}

function hostProblem(host: string): string | undefined {
  if (host.startsWith('[')) {
    const close = host.lastIndexOf(']')
    if (close < 0) return "missing ']' in host"
    const port = host.slice(close + 1)
    return /^(?::\d*)?$/.test(port) ? undefined : `invalid port ${goQuote(port)} after host`
  }
  const colon = host.lastIndexOf(':')
  if (colon >= 0 && !/^:\d*$/.test(host.slice(colon))) {
    return `invalid port ${goQuote(host.slice(colon))} after host`
  }
  const bad = /[ <>"^`{}|\\]/.exec(host)
  if (bad !== null) return `invalid character ${goQuote(bad[0])} in host name`
  return badEscape(host)
}

function userProblem(user: string): string | undefined {
  return /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)
    ? badEscape(user)
    : 'net/url: invalid userinfo'
}

/** A string is the reason of refusal. `viaRequest`: only what a request line may carry. */
function parse(text: string, viaRequest: boolean): GoUrl | string {
  if (/[\u0000-\u001f\u007f]/.test(text)) return 'net/url: invalid control character in URL'
  if (text === '' && viaRequest) return 'empty url'
  const begun = schemeOf(text)
  if (typeof begun === 'string') return begun
  const question = begun.rest.indexOf('?')
  const rawQuery = question < 0 ? '' : begun.rest.slice(question + 1)
  let rest = question < 0 ? begun.rest : begun.rest.slice(0, question)
  const { scheme } = begun
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { scheme, host: '', escapedPath: '', rawQuery }
    if (viaRequest) return 'invalid URI for request'
    if (/^[^/]*:/.test(rest)) return 'first path segment in URL cannot contain colon'
  }
  let host = ''
  if ((scheme !== '' || !viaRequest) && rest.startsWith('//') && !rest.startsWith('///')) {
    const end = rest.indexOf('/', 2)
    const authority = end < 0 ? rest.slice(2) : rest.slice(2, end)
    rest = end < 0 ? '' : rest.slice(end)
    const at = authority.lastIndexOf('@')
    host = authority.slice(at + 1)
    const problem = hostProblem(host) ?? (at < 0 ? undefined : userProblem(authority.slice(0, at)))
    if (problem !== undefined) return problem
  } else if (scheme !== '' && rest.startsWith('///')) rest = rest.slice(2)
  const problem = badEscape(rest)
  if (problem !== undefined) return problem
  return { scheme, host, escapedPath: escapePath(rest), rawQuery }
}

function escapePath(path: string): string {
  if (/^[A-Za-z0-9\-._~!$&'()*+,;=:@/[\]%]*$/.test(path)) return path === '*' ? '%2A' : path
  return path.replace(/[^A-Za-z0-9\-._~$&+,/:;=@%!'()*]+/gu, (part) => encodeURIComponent(part))
}

function refusal(text: string, why: string): string {
  return `parse ${goQuote(text)}: ${why}`
}

export function parseRequestUri(text: string): GoUrl | string {
  const url = parse(text, true)
  return typeof url === 'string' ? refusal(text, url) : url
}

/** As a reference in a page: a part behind `#` is no part of path or query. */
export function parseUrl(text: string): GoUrl | string {
  const hash = text.indexOf('#')
  const url = parse(hash < 0 ? text : text.slice(0, hash), false)
  return typeof url === 'string' ? refusal(text, url) : url
}

export function hostnameOf(host: string): string {
  if (host.startsWith('[')) return host.slice(1, host.lastIndexOf(']'))
  const colon = host.lastIndexOf(':')
  return colon >= 0 && /^:\d*$/.test(host.slice(colon)) ? host.slice(0, colon) : host
}

export function portOf(host: string): string {
  return /:(\d*)$/.exec(host.startsWith('[') ? host.slice(host.lastIndexOf(']')) : host)?.[1] ?? ''
}

function unescapeQuery(text: string): string | undefined {
  if (badEscape(text) !== undefined) return undefined
  const bytes = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(bytes)
  } catch {
    return undefined
  }
}

/** Values by name; parts that cannot be read are left out. */
export function queryOf(rawQuery: string): Map<string, string[]> {
  const values = new Map<string, string[]>()
  for (const part of rawQuery.split('&')) {
    if (part === '' || part.includes(';')) continue
    const sign = part.indexOf('=')
    const name = unescapeQuery(sign < 0 ? part : part.slice(0, sign))
    const value = unescapeQuery(sign < 0 ? '' : part.slice(sign + 1))
    if (name === undefined || value === undefined) continue
    const known = values.get(name)
    if (known === undefined) values.set(name, [value])
    else known.push(value)
  }
  return values
}
