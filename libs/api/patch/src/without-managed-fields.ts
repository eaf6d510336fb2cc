// in: an object → out: the same without metadata.managedFields, the rest shared. Never: a changed input.
import type { KubeObject } from '@binnacle/meta'

export function withoutManagedFields(object: KubeObject): KubeObject {
  if (object.metadata?.managedFields === undefined) return object
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata }
}
