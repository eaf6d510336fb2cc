// in: nothing → out: functions of URLs. Never: how URLs are read.
import { type Overload, overload, urlType } from '../declare.ts'
import { ArrayList, EntryMap, Failure, type Opaque } from '../values.ts'
import { type GoUrl, hostnameOf, parseRequestUri, parseUrl, portOf, queryOf } from './go-url.ts'

class Url implements Opaque {
  readonly opaque = urlType
  readonly text: string
  readonly url: GoUrl

  constructor(text: string, url: GoUrl) {
    this.text = text
    this.url = url
  }

  equals(other: Opaque): boolean {
    return other instanceof Url && other.text === this.text
  }
}

function toUrl(text: string): Url | Failure {
  const request = parseRequestUri(text)
  const url = typeof request === 'string' ? request : parseUrl(text)
  if (typeof url !== 'string') return new Url(text, url)
  return new Failure(`URL parse error during conversion from string: ${url}`)
}

function query(url: GoUrl): EntryMap {
  const map = new EntryMap()
  for (const [name, values] of queryOf(url.rawQuery)) {
    map.entries.set(name, [name, new ArrayList(values)])
  }
  return map
}

function part(name: string, id: string, read: (url: GoUrl) => string): Overload {
  return overload(`url_get_${id}`, `url.${name}(): string`, (value) => read((value as Url).url))
}

export const urls: readonly Overload[] = [
  overload('string_to_url', 'url(string): url', (text) => toUrl(text as string)),
  part('getScheme', 'scheme', (url) => url.scheme),
  part('getHost', 'host', (url) => url.host),
  part('getHostname', 'hostname', (url) => hostnameOf(url.host)),
  part('getPort', 'port', (url) => portOf(url.host)),
  part('getEscapedPath', 'escaped_path', (url) => url.escapedPath),
  overload('url_get_query', 'url.getQuery(): map(string, list(string))', (value) =>
    query((value as Url).url),
  ),
  overload('is_url_string', 'isURL(string): bool', (text) => {
    return typeof parseRequestUri(text as string) !== 'string'
  }),
]
