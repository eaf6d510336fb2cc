// in: an object as a version shows it → out: what selectors of that version look at. Never: other versions.
import type { ResourceDef } from '@binnacle/catalogue'
import { kindOf } from '@binnacle/kinds'
import type { Attributes, StoredObject } from '@binnacle/objects'

export function attributesShown(shown: StoredObject, def: ResourceDef): Attributes {
  const object = shown.view()
  const fields: Record<string, string> = { 'metadata.name': shown.name }
  if (def.namespaced) fields['metadata.namespace'] = shown.namespace
  Object.assign(fields, kindOf(def).selectable?.(object))
  return { labels: object.metadata.labels, fields }
}
