// in: a kind → out: whether the reference knows it, and the name of its internal type.
import { typeOf } from '@binnacle/catalogue'
import type { GroupVersionKind } from '@binnacle/meta'

const coreExtras = new Set([
  'List',
  'NodeProxyOptions',
  'PodAttachOptions',
  'PodExecOptions',
  'PodLogOptions',
  'PodPortForwardOptions',
  'PodProxyOptions',
  'PodStatusResult',
  'RangeAllocation',
  'SerializedReference',
  'ServiceProxyOptions',
])
const everywhere = new Set([
  'CreateOptions',
  'GetOptions',
  'ListOptions',
  'PatchOptions',
  'UpdateOptions',
])

export function isRegistered(gvk: GroupVersionKind): boolean {
  if (typeOf(gvk)) return true
  if (gvk.group === '' && gvk.version === 'v1' && coreExtras.has(gvk.kind)) return true
  return everywhere.has(gvk.kind) && typeOf({ ...gvk, kind: 'DeleteOptions' }) !== undefined
}

/** Bodies may still come in the version before: the same fields, no longer served as a resource. */
export function isOlderTwin({ group, version, kind }: GroupVersionKind): boolean {
  return group === 'policy' && version === 'v1beta1' && kind === 'Eviction'
}

const packages: Readonly<Record<string, string>> = {
  '': 'core',
  'events.k8s.io': 'core',
  'internal.apiserver.k8s.io': 'apiserverinternal',
}

/** `core.ConfigMap`: kinds with one such name are versions of the same thing. */
export function internalName({ group, kind }: GroupVersionKind): string {
  return `${packages[group] ?? group.split('.')[0]}.${kind}`
}
