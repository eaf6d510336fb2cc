// in: a stored object and one to be stored → out: whether only the order of members differs.
import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '@binnacle/meta'
import type { StoredObject } from './object-store.ts'

/** Another order of the same members has the same length: few objects are looked into. */
export function differsInOrderOnly(
  current: StoredObject,
  next: KubeObject,
  plain: Uint8Array,
): boolean {
  const version = `"resourceVersion":"${current.revision}",`
  if (current.bytes.length !== plain.length + version.length) return false
  return isDeepStrictEqual(withoutVersion(current.view()), withoutVersion(next))
}

function withoutVersion(object: KubeObject): KubeObject {
  const { resourceVersion: _, selfLink: __, ...metadata } = object.metadata
  return { ...object, metadata }
}
