// in: a user → out: as authentication.k8s.io shows it. Never: a credential.
import type { User } from '@binnacle/exchange'
import type { Dict } from '@binnacle/meta'

export function userInfo({ name, uid, groups, extra }: User): Dict {
  const info: Dict = {}
  if (name !== '') info.username = name
  if (uid !== '') info.uid = uid
  if (groups.length > 0) info.groups = [...groups]
  const entries = Object.entries(extra).sort(([a], [b]) => (a < b ? -1 : 1))
  if (entries.length > 0) info.extra = Object.fromEntries(entries.map(([k, v]) => [k, [...v]]))
  return info
}
