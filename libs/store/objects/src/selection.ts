// in: a selection and an object before and after a change → out: what a subscriber sees.
// Never: parsing.
import { exactFieldValue, type KubeObject, matchesFields, matchesLabels } from '@binnacle/meta'
import type { ResourceShape, Selection } from './object-store.ts'

export type EventType = 'ADDED' | 'MODIFIED' | 'DELETED'

/** What selectors look at. */
export interface Attributes {
  readonly labels: Readonly<Record<string, string>> | undefined
  readonly fields: Readonly<Record<string, string>>
}

export function isEverything(selection: Selection | undefined): boolean {
  if (selection === undefined) return true
  const { labels, fields } = selection
  if (labels !== undefined && (labels.nothing || labels.requirements.length > 0)) return false
  return fields === undefined || (!fields.nothing && fields.requirements.length === 0)
}

export function attributesOf(shape: ResourceShape, object: KubeObject): Attributes {
  return { labels: object.metadata?.labels, fields: shape.selectable(object) }
}

export function matches(selection: Selection | undefined, attributes: Attributes): boolean {
  if (selection === undefined) return true
  const { labels, fields } = selection
  if (labels !== undefined && !matchesLabels(labels, attributes.labels)) return false
  return fields === undefined || matchesFields(fields, attributes.fields)
}

/** The value that a field must have for any object to match, or undefined. */
export function requiredField(selection: Selection | undefined, field: string): string | undefined {
  return selection?.fields && exactFieldValue(selection.fields, field)
}

/** A change as one sees it who only knows the objects that match; undefined: it is not seen. */
export function seenAs(before: boolean, after: boolean): EventType | undefined {
  if (after) return before ? 'MODIFIED' : 'ADDED'
  return before ? 'DELETED' : undefined
}
