// in: a name, a description and how to read the value → out: a column of `kubectl get`. Never: one kind's columns.
import type { KubeObject } from '@binnacle/meta'
import type { Cell, Column } from '../column.ts'
import { since } from './human-duration.ts'

type Read = (object: KubeObject, now: Date) => Cell

export function textColumn(name: string, description: string, value: Read): Column {
  return { name, type: 'string', format: '', description, priority: 0, value }
}

export function countColumn(name: string, description: string, value: Read): Column {
  return { name, type: 'integer', format: '', description, priority: 0, value }
}

export function flagColumn(name: string, description: string, value: Read): Column {
  return { name, type: 'boolean', format: '', description, priority: 0, value }
}

/** The same column, shown only by `-o wide`. */
export function wide(column: Column): Column {
  return { ...column, priority: 1 }
}

export const nameColumn: Column = {
  ...textColumn(
    'Name',
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
    (object) => object.metadata.name ?? '',
  ),
  format: 'name',
}

export const ageColumn: Column = textColumn(
  'Age',
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
  (object, now) => since(object.metadata.creationTimestamp, now),
)
