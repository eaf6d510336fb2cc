// in: a value or a schema of users → out: what type it is, and where it stands. Never: whether it fits.
import { formatTest } from './custom-formats.ts'
import type { CustomSchema, Json } from './custom-schema.ts'

/** The field of an error and the name by which its text calls it. */
export interface At {
  /** '' at the root. */
  readonly path: string
  /** Before every path; '' or `status`. */
  readonly prefix: string
  /** The number here was written as a float, whole or not. */
  readonly float?: boolean
}

export function fieldOf({ path, prefix }: At): string {
  const own = path.replace(/^\./, '')
  if (own === '') return prefix === '' ? '<nil>' : prefix
  return prefix === '' ? own : `${prefix}.${own}`
}

/** Whole numbers that only a float can hold are no integers; `bigint` holds what 64 bits can. */
export function jsonType(value: Json): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return 'integer'
  if (typeof value === 'number') return 'number'
  return Array.isArray(value) ? 'array' : 'object'
}

export function typesOf(schema: CustomSchema): readonly string[] {
  if (schema?.['x-kubernetes-int-or-string'] === true) return ['integer', 'string']
  return schema?.type ? [schema.type] : []
}

/** The format where it means something for the type. */
export function formatOf(schema: CustomSchema): string {
  const format: string = schema?.format ?? ''
  if (format === '') return ''
  const types = typesOf(schema)
  const type = types.length === 1 ? types[0] : ''
  if (type === '' || type === 'string') return formatTest(format) === undefined ? '' : format
  if (type === 'integer') return format === 'int32' || format === 'int64' ? format : ''
  return type === 'number' && (format === 'float' || format === 'double') ? format : ''
}

export function given(value: Json): boolean {
  return value !== undefined && value !== null
}
