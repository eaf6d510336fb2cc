// in: an object and an equivalent of its resource → out: it in that one's version. Never: the object itself changed.
import type { ResourceDef } from '@binnacle/catalogue'
import { kindOf } from '@binnacle/kinds'
import { formatApiVersion, type KubeObject } from '@binnacle/meta'

export function convertObject(
  object: KubeObject | undefined,
  from: ResourceDef,
  to: ResourceDef,
): KubeObject | undefined {
  if (object === undefined || from === to) return object
  const draft = structuredClone(object)
  const stored = kindOf(from).toStorage?.(draft, from) ?? draft
  const shown = kindOf(to).fromStorage?.(stored, to) ?? stored
  shown.apiVersion = formatApiVersion(to)
  shown.kind = to.kind
  return shown
}
