// in: a draft and its owners → out: metadata.managedFields, which is never an empty list.
import type { KubeObject } from '@binnacle/meta'

export function setManagedFields(
  object: KubeObject,
  entries: KubeObject['metadata']['managedFields'],
): void {
  if (entries === undefined || entries.length === 0) delete object.metadata.managedFields
  else object.metadata.managedFields = entries
}
