// in: the annotation that client-side apply leaves → out: which fields kubectl may take over, and its new text.
// Never: anything for other managers than kubectl.
import type { KubeObject } from '@binnacle/meta'
import { checkShape } from './check-shape.ts'
import { compareObjects } from './compare-objects.ts'
import { difference, type FieldSet } from './field-set.ts'
import { isDict, ownMember } from './own-member.ts'
import { ownedFields } from './owned-fields.ts'
import { jsonText } from './path-element.ts'
import type { Shape } from './shape.ts'

export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration'
/** The one manager that takes client-side apply's place. */
export const migratingManager = 'kubectl'
/** Bytes of all annotations together. */
const annotationsLimit = 256 * 1024

/** Fields that were applied client-side and are still as applied; undefined when that cannot be told. */
export function lastAppliedFields(
  live: KubeObject,
  apiVersion: string,
  kind: string,
  shape: Shape,
): FieldSet | undefined {
  const text = annotationOf(live)
  if (text === '') return undefined
  const applied = parse(text)
  if (applied === undefined || applied.apiVersion !== apiVersion || applied.kind !== kind) {
    return undefined
  }
  if (checkShape(live, shape) !== undefined || checkShape(applied, shape) !== undefined) {
    return undefined
  }
  const { added, modified, removed } = compareObjects(applied, live, shape)
  const set = ownedFields(applied, shape)
  return difference(difference(difference(set, modified), added), removed)
}

function annotationOf(object: KubeObject): string {
  const annotations: unknown = object.metadata?.annotations
  const text = isDict(annotations) ? ownMember(annotations, lastAppliedAnnotation) : undefined
  return typeof text === 'string' ? text : ''
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isDict(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The object with the annotation telling `applied`, where it has the annotation at all. */
export function withLastApplied(object: KubeObject, applied: KubeObject): KubeObject {
  if (annotationOf(object) === '') return object
  const annotations: Record<string, string> = { ...object.metadata.annotations }
  annotations[lastAppliedAnnotation] = `${jsonText(withoutAnnotation(applied))}\n`
  if (sizeOf(annotations) > annotationsLimit) delete annotations[lastAppliedAnnotation]
  return { ...object, metadata: { ...object.metadata, annotations } }
}

function withoutAnnotation(applied: KubeObject): KubeObject {
  const annotations: unknown = applied.metadata?.annotations
  if (!isDict(annotations) || !Object.hasOwn(annotations, lastAppliedAnnotation)) return applied
  const { [lastAppliedAnnotation]: _, ...rest } = annotations
  return {
    ...applied,
    metadata: { ...applied.metadata, annotations: rest as Record<string, string> },
  }
}

function sizeOf(annotations: Record<string, string>): number {
  let size = 0
  for (const [name, value] of Object.entries(annotations)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(value)
  }
  return size
}
