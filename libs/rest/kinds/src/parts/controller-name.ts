// in: an object → out: its controller as `kind.group/name`, `<none>` without one.
import type { KubeObject } from '@binnacle/meta'

export function controllerName(object: KubeObject): string {
  const owner = (object.metadata.ownerReferences ?? []).find((one) => one.controller === true)
  if (owner === undefined) return '<none>'
  const slash = owner.apiVersion.indexOf('/')
  const group = slash < 0 ? '' : owner.apiVersion.slice(0, slash)
  const kind = owner.kind.toLowerCase()
  return `${group === '' ? kind : `${kind}.${group}`}/${owner.name}`
}
