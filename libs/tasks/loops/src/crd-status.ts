// in: a definition and its neighbours → out: its status written as it should be. Never: deletion.
import type { Dict, KubeObject } from '@binnacle/meta'
import { approvalCondition } from './crd-approval.ts'
import { findCondition, sameCondition, setCondition } from './crd-conditions.ts'
import { nameDefinition } from './crd-names.ts'
import { type CrdTools, changeStored } from './crd-tools.ts'
import type { ResourceShape } from '@binnacle/objects'

function sameNames(a: Dict | undefined, b: Dict): boolean {
  const ordered = (names: Dict | undefined) =>
    JSON.stringify(Object.entries(names ?? {}).sort(([x], [y]) => (x < y ? -1 : 1)))
  return ordered(a) === ordered(b)
}

/** In place; false when the status is as it should be. */
export function settleStatus(crd: KubeObject, others: Iterable<KubeObject>, now: Date): boolean {
  let changed = false
  const { acceptedNames, namesAccepted, established } = nameDefinition(crd, others)
  const names = sameNames(crd.status?.acceptedNames, acceptedNames)
  if (!names || !sameCondition(findCondition(crd, 'NamesAccepted'), namesAccepted)) {
    crd.status ??= {}
    crd.status.acceptedNames = acceptedNames
    setCondition(crd, namesAccepted, now)
    changed = true
  }
  if (!sameCondition(findCondition(crd, 'Established'), established)) {
    setCondition(crd, established, now)
    changed = true
  }
  const approval = approvalCondition(crd)
  if (approval && !sameCondition(findCondition(crd, approval.type), approval)) {
    setCondition(crd, approval, now)
    changed = true
  }
  return changed
}

export async function writeStatus(
  tools: CrdTools,
  shape: ResourceShape,
  name: string,
  others: () => Iterable<KubeObject>,
): Promise<void> {
  const place = { shape, namespace: '', name }
  await changeStored(tools, place, (crd) => settleStatus(crd, others(), tools.now()), 'status')
}
