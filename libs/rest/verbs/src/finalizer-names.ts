// in: an object's finalizers → out: those without a group that are not the server's own. Never: their shape otherwise.
import type { ResourceDef } from '@binnacle/catalogue'
import { type FieldError, invalid, type KubeObject } from '@binnacle/meta'

const standard = new Set(['kubernetes', 'orphan', 'foregroundDeletion'])
/** Groups whose checks upstream wrote without this one. */
const lenient = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'coordination.k8s.io',
  'internal.apiserver.k8s.io',
  'node.k8s.io',
  'policy',
])

export function finalizerNameErrors(def: ResourceDef, { metadata }: KubeObject): FieldError[] {
  const coreEvent = def.group === '' && def.resource === 'events'
  if (def.custom || coreEvent || lenient.has(def.group)) return []
  return (metadata.finalizers ?? []).flatMap((name, index) => {
    if (name.includes('/') || standard.has(name)) return []
    const text = 'name is neither a standard finalizer name nor is it fully qualified'
    return [invalid(`metadata.finalizers[${index}]`, name, text)]
  })
}
