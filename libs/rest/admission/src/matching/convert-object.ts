// in: an object in its storage version → out: it as a served version shows it, and back. Never: the object changed.
import type { ResourceDef } from '@binnacle/catalogue'
import { kindOf } from '@binnacle/kinds'
import { formatApiVersion, type KubeObject } from '@binnacle/meta'

/** Objects of subresources (Scale, Eviction) are of one version only. */
function isOf(object: KubeObject, def: ResourceDef): boolean {
  return object.kind === undefined || object.kind === def.kind
}

export function shownAs<T extends KubeObject | undefined>(object: T, def: ResourceDef): T {
  if (object === undefined || !isOf(object, def)) return object
  const kind = kindOf(def)
  const apiVersion = formatApiVersion(def)
  if (!kind.fromStorage && object.apiVersion === apiVersion) return object
  const draft = structuredClone(object) as KubeObject
  const shown = kind.fromStorage?.(draft, def) ?? draft
  shown.apiVersion = apiVersion
  shown.kind = def.kind
  return shown as T
}

/** With its defaults; may change the object given. */
export function storedFrom(shown: KubeObject, def: ResourceDef): KubeObject {
  if (!isOf(shown, def)) return shown
  const kind = kindOf(def)
  const stored = kind.toStorage?.(shown, def) ?? shown
  stored.apiVersion = formatApiVersion(def.storage)
  kind.defaults?.(stored)
  return stored
}
