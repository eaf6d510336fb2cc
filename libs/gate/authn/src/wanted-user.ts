// in: headers → out: whom the caller wants to act as. Never: whether it may.
import type { RequestHeaders } from '@binnacle/exchange'
import { badRequest, goQuote } from '@binnacle/meta'
import { unescapeKey } from './unescape-key.ts'

export interface WantedUser {
  readonly name: string
  readonly uid: string
  readonly groups: readonly string[]
  /** In the order of the headers. */
  readonly extra: ReadonlyMap<string, readonly string[]>
}

const prefix = 'impersonate-'
const extraPrefix = 'impersonate-extra-'

/** undefined where nobody is impersonated. */
export function wantedUser(headers: RequestHeaders): WantedUser | undefined {
  let asks = false
  const extra = new Map<string, readonly string[]>()
  for (const header of headers.names()) {
    if (!header.startsWith(prefix)) continue
    asks = true
    if (!header.startsWith(extraPrefix)) continue
    const key = unescapeKey(header.slice(extraPrefix.length))
    extra.set(key, [...(extra.get(key) ?? []), ...headers.all(header)])
  }
  if (!asks) return undefined
  const wanted = {
    name: headers.get('impersonate-user') ?? '',
    uid: headers.get('impersonate-uid') ?? '',
    groups: headers.all('impersonate-group'),
    extra,
  }
  if (wanted.name !== '') return wanted
  if (wanted.uid === '' && wanted.groups.length === 0 && extra.size === 0) return undefined
  throw badRequest(`requested ${goValue(wanted)} without impersonating a user name`)
}

/** As Go prints the value that the reference fills. */
function goValue({ name, uid, groups, extra }: WantedUser): string {
  const strings = (all: readonly string[]) => `[]string{${all.map(goQuote).join(', ')}}`
  const pairs = [...extra]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, values]) => `${goQuote(key)}:${strings(values)}`)
  const groupsText = groups.length === 0 ? '[]string(nil)' : strings(groups)
  const extraText =
    pairs.length === 0 ? 'map[string][]string(nil)' : `map[string][]string{${pairs.join(', ')}}`
  return (
    `&user.DefaultInfo{Name:${goQuote(name)}, UID:${goQuote(uid)}, ` +
    `Groups:${groupsText}, Extra:${extraText}}`
  )
}
