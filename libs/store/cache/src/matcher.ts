// in: a namespace and a selection → out: a test of cached objects that reads no more than it must.
// Never: parsing selectors.
import { matchesLabels } from '@binnacle/meta'
import { isEverything, type ResourceShape, requiredField, type Selection } from '@binnacle/objects'
import type { CachedObject } from './cached-object.ts'

export type Matches = (object: CachedObject) => boolean

/** What a class of watchers wants; equal texts mean the same events. */
export interface Wanted {
  readonly shape: ResourceShape
  readonly namespace: string
  readonly selection: Selection | undefined
}

export function wantedKey({ namespace, selection }: Wanted): string {
  if (isEverything(selection)) return namespace
  return JSON.stringify([namespace, selection?.labels, selection?.fields])
}

function fieldValue(object: CachedObject, shape: ResourceShape, field: string): string {
  if (field === 'metadata.name') return object.name
  if (field === 'metadata.namespace') return object.namespace
  const fields = object.fields(shape)
  return Object.hasOwn(fields, field) ? (fields[field] as string) : ''
}

/** Objects must have been given their shape. */
export function matcherOf({ shape, namespace, selection }: Wanted): Matches {
  const { labels, fields } = selection ?? {}
  const nothing = labels?.nothing || fields?.nothing
  if (nothing) return () => false
  const requirements = fields?.requirements ?? []
  const byLabels = labels !== undefined && labels.requirements.length > 0
  const space = namespace === '' ? '' : `${shape.prefix}/${namespace}/`
  return (object) => {
    if (space !== '' && !object.key.startsWith(space)) return false
    for (const { field, operator, value } of requirements) {
      if ((fieldValue(object, shape, field) === value) !== (operator !== '!=')) return false
    }
    return !byLabels || matchesLabels(labels, object.labels())
  }
}

/** The one name a class can match, or undefined. */
export function wantedName(wanted: Wanted): string | undefined {
  return requiredField(wanted.selection, 'metadata.name')
}

/** A field other than the name that must have one value: the anchor of a class. */
export function wantedField({ selection }: Wanted): readonly [string, string] | undefined {
  for (const { field, operator, value } of selection?.fields?.requirements ?? []) {
    if (operator === '!=' || field.startsWith('metadata.')) continue
    return [field, value]
  }
  return undefined
}

/** A label that must have one value. */
export function wantedLabel({ selection }: Wanted): readonly [string, string] | undefined {
  for (const { key, operator, values } of selection?.labels?.requirements ?? []) {
    const single = operator === '=' || operator === '==' || operator === 'in'
    if (single && values.length === 1) return [key, values[0] as string]
  }
  return undefined
}
