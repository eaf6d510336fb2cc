// in: a record → out: it as one line of text, as --audit-log-format=legacy wants it. Never: its objects.
import type { Dict } from '@binnacle/meta'

const quote = (text: unknown) => JSON.stringify(text ?? '')

/** Names of groups are quoted one by one, and then all together. */
function groupsOf(groups: readonly string[] | undefined, none: string): string {
  return groups === undefined ? none : groups.map(quote).join(',')
}

export function legacyLine(event: Dict): string {
  const { user = {}, impersonatedUser: other, objectRef, responseStatus: status } = event
  const named = Boolean(user.username)
  const pairs: [string, unknown][] = [
    ['id', event.auditID],
    ['stage', event.stage],
    ['ip', event.sourceIPs?.[0] ?? '<unknown>'],
    ['method', event.verb],
    ['user', named ? user.username : '<none>'],
    ['groups', groupsOf(named ? user.groups : undefined, '<none>')],
    ['as', other ? other.username : '<self>'],
    ['asgroups', groupsOf(other?.groups, '<lookup>')],
    ['user-agent', event.userAgent],
    ['namespace', objectRef?.namespace || '<none>'],
    ['uri', event.requestURI],
  ]
  // As Go prints times: without zeros at the end.
  const time = String(event.requestReceivedTimestamp).replace(/\.?0+Z$/, 'Z')
  const said = pairs.map(([name, value]) => `${name}=${quote(value)}`).join(' ')
  return `${time} AUDIT: ${said} response="${status ? status.code : '<deferred>'}"`
}
