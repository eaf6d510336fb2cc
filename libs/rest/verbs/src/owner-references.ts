// in: a draft → out: it without repeated owner references, and a warning about them.
import { isDeepStrictEqual } from 'node:util'
import type { KubeObject, OwnerReference } from '@binnacle/meta'

const sentText = (uids: string) =>
  `.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${uids}`
const admittedText = (uids: string) =>
  `.metadata.ownerReferences contains duplicate entries after mutating admission happens; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${uids}`

export function dropRepeatedOwners(
  object: KubeObject,
  warnings: string[],
  afterAdmission: boolean,
): void {
  const owners = object.metadata?.ownerReferences
  if (owners === undefined || owners.length < 2) return
  const kept: OwnerReference[] = []
  const repeated: string[] = []
  for (const owner of owners) {
    if (kept.some((other) => isDeepStrictEqual(other, owner))) repeated.push(owner.uid)
    else kept.push(owner)
  }
  if (repeated.length === 0) return
  const uids = repeated.join(', ')
  warnings.push(afterAdmission ? admittedText(uids) : sentText(uids))
  object.metadata.ownerReferences = kept
}
