// in: a bookmark of a watch → out: the empty object of the kind that says how far the watch is. Never: frames.
import type { ResourceDef } from '@binnacle/catalogue'
import { kindOf } from '@binnacle/kinds'
import { type Dict, formatApiVersion, type KubeObject } from '@binnacle/meta'
import type { WatchEvent } from '@binnacle/objects'
import { inNameOrder, inStoreOrder, zeroOfType } from '@binnacle/schema'

/** With what Go writes of an object of which nothing is set. */
export function bookmarkOf(event: WatchEvent, def: ResourceDef): KubeObject {
  const metadata: KubeObject['metadata'] = { resourceVersion: String(event.revision) }
  if (event.initialEventsEnd) metadata.annotations = { 'k8s.io/initial-events-end': 'true' }
  const names = { kind: def.kind, apiVersion: formatApiVersion(def) }
  if (def.custom) return inNameOrder({ ...names, metadata })
  const zero = zeroOfType(def.type) as Dict
  const { unset = {} } = kindOf(def)
  const annotations = { ...unset.metadata?.annotations, ...metadata.annotations }
  if (Object.keys(annotations).length > 0) metadata.annotations = annotations
  const object = { ...names, ...zero, metadata } as KubeObject
  if (unset.spec) object.spec = { ...object.spec, ...unset.spec }
  return inStoreOrder(object, def.type)
}
