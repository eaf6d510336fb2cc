// in: an object, the delete options and the kind's default → out: the finalizers that wait for dependents.
import type { Kind } from '@binnacle/kinds'
import type { KubeObject } from '@binnacle/meta'
import type { DeleteOptions } from './delete-options.ts'

const orphan = 'orphan'
const foreground = 'foregroundDeletion'

function orphans(object: KubeObject, options: DeleteOptions, kind: Kind): boolean {
  if (kind.defaultPropagation === 'Unsupported') return false
  if (options.orphanDependents !== undefined) return options.orphanDependents
  if (options.propagationPolicy) return options.propagationPolicy === 'Orphan'
  for (const finalizer of object.metadata.finalizers ?? []) {
    if (finalizer === orphan) return true
    if (finalizer === foreground) return false
  }
  return kind.defaultPropagation === 'Orphan'
}

function waits(object: KubeObject, options: DeleteOptions, kind: Kind): boolean {
  if (kind.defaultPropagation === 'Unsupported') return false
  if (options.orphanDependents !== undefined) return false
  if (options.propagationPolicy) return options.propagationPolicy === 'Foreground'
  for (const finalizer of object.metadata.finalizers ?? []) {
    if (finalizer === foreground) return true
    if (finalizer === orphan) return false
  }
  return false
}

/** undefined: they stay as they are. */
export function deletionFinalizers(
  object: KubeObject,
  options: DeleteOptions,
  kind: Kind,
): string[] | undefined {
  const old = object.metadata.finalizers ?? []
  const kept = old.filter((name) => name !== orphan && name !== foreground)
  if (orphans(object, options, kind)) kept.push(orphan)
  if (waits(object, options, kind)) kept.push(foreground)
  const same = kept.length === new Set(old).size && kept.every((name) => old.includes(name))
  return same ? undefined : kept
}
