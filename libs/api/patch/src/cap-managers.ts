// in: owners → out: at most ten of them from updates, the oldest merged. Never: owners from applies.
import { union } from './field-set.ts'
import { identityOf, type Owner, type Owners, secondsOf } from './managers.ts'
import { compareText } from './path-element.ts'

const mostUpdaters = 10
const bucketName = 'ancient-changes'

export function capManagers(owners: Owners): Owners {
  const updaters = [...owners].filter(([, owner]) => owner.operation === 'Update')
  if (updaters.length <= mostUpdaters) return owners
  updaters.sort(([a, left], [b, right]) => secondsOf(left) - secondsOf(right) || compareText(a, b))
  const result = new Map(owners)
  /** The oldest of each version, which is merged only when a second one comes. */
  const firsts = new Map<string, string>()
  let count = updaters.length
  for (const [identity, owner] of updaters) {
    if (count <= mostUpdaters) break
    const first = firsts.get(owner.apiVersion)
    if (first === undefined) {
      firsts.set(owner.apiVersion, identity)
      continue
    }
    merge(result, first, identity, owner)
    count--
  }
  return result
}

function merge(owners: Owners, first: string, identity: string, owner: Owner): void {
  const about = {
    manager: bucketName,
    operation: 'Update' as const,
    apiVersion: owner.apiVersion,
    subresource: '',
  }
  const bucket = identityOf(about)
  const gathered = owners.get(bucket) ?? (owners.get(first) as Owner)
  if (!owners.has(bucket)) owners.delete(first)
  owners.delete(identity)
  const set = union(owner.set, gathered.set)
  owners.set(bucket, { ...about, set, ...(owner.time ? { time: owner.time } : {}) })
}
