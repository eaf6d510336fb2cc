// in: objects and columns → out: the Table or PartialObjectMetadata form of them. Never: columns' meaning.
import { ApiError, badRequest, type Dict, failure, goQuote, type KubeObject } from '@binnacle/meta'
import type { Transform } from './negotiate.ts'

export type IncludeObject = 'None' | 'Metadata' | 'Object'

export interface TableColumn {
  readonly name: string
  readonly type: string
  readonly format: string
  readonly description: string
  readonly priority: number
}

export interface ListMeta {
  resourceVersion?: string
  continue?: string
  remainingItemCount?: number
}

export interface TableRequest {
  readonly version: Transform['version']
  readonly include: IncludeObject
  readonly metadata: ListMeta
  /** Later events of a watch repeat no columns. */
  readonly withoutColumns?: boolean
}

/** The cells of one object, in the order of the columns. */
export type RowOf = (object: KubeObject) => readonly unknown[]

export function toTable(
  objects: readonly KubeObject[],
  columns: readonly TableColumn[],
  rowOf: RowOf,
  { version, include, metadata, withoutColumns = false }: TableRequest,
): Dict {
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${version}`,
    metadata,
    columnDefinitions: withoutColumns ? null : columns.map(definitionOf),
    rows: objects.map((object) => ({
      cells: rowOf(object),
      object: shown(object, include, version),
    })),
  }
}

function definitionOf({ name, type, format, description, priority }: TableColumn): TableColumn {
  return { name, type, format, description, priority }
}

function shown(object: KubeObject, include: IncludeObject, version: Transform['version']) {
  if (include === 'None') return null
  return include === 'Object' ? object : toPartial(object, version)
}

export function toPartial(object: KubeObject, version: Transform['version']): Dict {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: `meta.k8s.io/${version}`,
    metadata: object.metadata,
  }
}

/** An empty list has `items: null` here. */
export function toPartialList(
  objects: readonly KubeObject[],
  version: Transform['version'],
  metadata: ListMeta,
): Dict {
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: `meta.k8s.io/${version}`,
    metadata,
    items: objects.length === 0 ? null : objects.map((each) => toPartial(each, version)),
  }
}

/** The `includeObject` parameter. */
export function readIncludeObject(value: string | null): IncludeObject {
  if (value === null || value === '') return 'Metadata'
  if (value === 'None' || value === 'Metadata' || value === 'Object') return value
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${goQuote(value)}: must be 'Metadata', 'Object', 'None', or empty`,
  )
}

/** 406 where a list is asked for as one object's metadata, or the other way round. */
export function wrongPartial(asked: Transform['kind'], goType: string): ApiError {
  const what =
    asked === 'PartialObjectMetadata'
      ? `the requested object is a list (${goType})`
      : `the requested object is not a list (${goType})`
  return new ApiError(failure(406, 'NotAcceptable', `you requested ${asked}, but ${what}`))
}
