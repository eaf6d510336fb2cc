// in: a place → out: its key in etcd. Never: values.
import { unknownError } from '@binnacle/meta'
import type { Place, ResourceShape } from './object-store.ts'

/** `/registry` → `/registry/`: what every key of ours starts with. */
export function rootOf(prefix: string): string {
  const bare = prefix.replace(/^\/+|\/+$/g, '')
  return bare === '' ? '/' : `/${bare}/`
}

function refuseSegment(segment: string): void {
  if (segment === '' || segment === '.' || segment === '..' || segment.includes('/')) {
    throw unknownError(`invalid key: ${JSON.stringify(segment)}`)
  }
}

/** Below the root: `pods/NAMESPACE/NAME`, or `minions/NAME`. */
export function keyOf({ shape, namespace, name }: Place): string {
  refuseSegment(name)
  if (namespace === '') return `${shape.prefix}/${name}`
  refuseSegment(namespace)
  return `${shape.prefix}/${namespace}/${name}`
}

/** Below the root, with a slash at its end: what all keys of a list start with. */
export function listKey(shape: ResourceShape, namespace: string): string {
  if (namespace === '') return `${shape.prefix}/`
  refuseSegment(namespace)
  return `${shape.prefix}/${namespace}/`
}

/** Namespace and name of a key below the resource's own prefix. */
export function placeOf(shape: ResourceShape, key: string): { namespace: string; name: string } {
  const rest = key.slice(shape.prefix.length + 1)
  const slash = shape.namespaced ? rest.indexOf('/') : -1
  return slash < 0
    ? { namespace: '', name: rest }
    : { namespace: rest.slice(0, slash), name: rest.slice(slash + 1) }
}

/** The key right behind all keys that start with `prefix`, which ends in a slash. */
export function behind(prefix: string): string {
  return `${prefix.slice(0, -1)}0`
}
