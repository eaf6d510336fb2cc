// in: an object → out: the same with its members in the store's order. Never: changed values.
import type { Dict } from '@binnacle/meta'

const head = ['kind', 'apiVersion', 'metadata']
/** The members of ObjectMeta in the order of the Go type. */
export const metaOrder: readonly string[] = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
]

/**
 * kind, apiVersion, metadata and its fields as Go writes them; the rest as it came. Shallow.
 * An object that starts with apiVersion is a custom resource, whose members go by name.
 */
export function canonicalOrder<T extends Dict>(object: T): T {
  if (isCustom(object)) return byName(object)
  const ordered = reorder(object, head)
  const metadata = ordered.metadata
  if (metadata && typeof metadata === 'object') {
    const sorted = reorder(metadata, metaOrder)
    if (sorted !== metadata) (ordered as Dict).metadata = sorted
  }
  return ordered
}

function isCustom(object: Dict): boolean {
  for (const key in object) return key === 'apiVersion'
  return false
}

function byName<T extends Dict>(object: T): T {
  const { metadata } = object
  const names = Object.keys(object).sort()
  const ordered = reorder(object, names)
  if (!metadata || typeof metadata !== 'object') return ordered
  const sorted = reorder(metadata, Object.keys(metadata).sort())
  return sorted === metadata ? ordered : { ...ordered, metadata: sorted }
}

function reorder<T extends Dict>(object: T, order: readonly string[]): T {
  if (isOrdered(object, order)) return object
  const result: Dict = {}
  for (const key of order) if (Object.hasOwn(object, key)) result[key] = object[key]
  for (const key of Object.keys(object)) {
    if (!order.includes(key) && key !== '__proto__') result[key] = object[key]
  }
  return result as T
}

/** Known members come first and in order. */
function isOrdered(object: Dict, order: readonly string[]): boolean {
  let last = -1
  for (const key in object) {
    const at = order.indexOf(key)
    const place = at < 0 ? order.length : at
    if (place < last) return false
    last = place
  }
  return true
}
