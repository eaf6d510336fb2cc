// in: an object before and after a write → out: managedFields with the old times when nothing else changed.
// Never: a changed object.
import type { KubeObject, ManagedFieldsEntry } from '@binnacle/meta'
import { equalValues } from './equal-values.ts'
import { withoutManagedFields } from './without-managed-fields.ts'

/** To be asked after admission, just before the store: a write that changes only times shall not be stored. */
export function keepManagedTimes(
  was: KubeObject,
  now: KubeObject,
): ManagedFieldsEntry[] | undefined {
  const before = was.metadata?.managedFields
  const after = now.metadata?.managedFields
  if (before === undefined || after === undefined || after.length === 0) return after
  if (before.length !== after.length) return after
  if (after.every((entry, index) => entry.time === before[index]?.time)) return after
  // Most that differ do so in their generation: owners of ten thousand fields are not looked at.
  if (!equalValues(withoutManagedFields(was), withoutManagedFields(now))) return after
  const alike = after.every((entry, index) => sameBesidesTime(entry, before[index]))
  return alike ? before : after
}

function sameBesidesTime(a: ManagedFieldsEntry, b: ManagedFieldsEntry | undefined): boolean {
  if (b === undefined) return false
  return equalValues({ ...a, time: undefined }, { ...b, time: undefined })
}
