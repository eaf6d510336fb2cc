// in: printer columns of a definition → out: the columns of its objects. Never: other kinds' columns.
import type { CustomDef } from '@binnacle/catalogue'
import type { KubeObject } from '@binnacle/meta'
import type { Cell, Column } from '../column.ts'
import { ageColumn, nameColumn } from '../parts/columns.ts'
import { since } from '../parts/human-duration.ts'
import { compileJsonPath } from './json-path.ts'

// biome-ignore lint/suspicious/noExplicitAny: any JSON
type Json = any

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const names = Object.keys(value).sort()
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]))
}

function goText(value: Json): string {
  if (value === null) return '<nil>'
  if (typeof value === 'object') {
    return JSON.stringify(sorted(value)).replace(/[<>&]/g, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
    })
  }
  if (typeof value === 'number' && !Number.isInteger(value)) return goFloat(value)
  return String(value)
}

function goFloat(value: number): string {
  const [digits, power] = value.toExponential().split('e') as [string, string]
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 21) return String(value)
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function dateCell(value: Json, now: Date): Cell {
  if (typeof value !== 'string') return null
  if (value === '' || value === 'null') return '<unknown>'
  const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/
  if (!rfc3339.test(value) || Number.isNaN(Date.parse(value))) return '<invalid>'
  return since(value, now)
}

function cell(type: string, value: Json, now: Date): Cell {
  if (value === null) return null
  const isNumber = typeof value === 'number' || typeof value === 'bigint'
  switch (type) {
    case 'integer':
      return isNumber ? Math.trunc(Number(value)) : null
    case 'number':
      return isNumber ? Number(value) : null
    case 'boolean':
      return typeof value === 'boolean' ? value : null
    case 'date':
      return dateCell(value, now)
  }
  return null
}

type Spec = CustomDef['columns'][number]

function column(spec: Spec): Column | undefined {
  const find = compileJsonPath(spec.jsonPath)
  if (find === undefined) return undefined
  const described = `Custom resource definition column (in JSONPath format): ${spec.jsonPath}`
  return {
    name: spec.name,
    type: spec.type as Column['type'],
    format: spec.format ?? '',
    description: spec.description || described,
    priority: spec.priority ?? 0,
    value(object: KubeObject, now: Date): Cell {
      const found = find(object)
      if (found.length === 0) return null
      return spec.type === 'string' ? goText(found[0]) : cell(spec.type, found[0], now)
    },
  }
}

/** Without columns of its own a definition gets the age of its objects. */
export function customColumns(custom: CustomDef): Column[] {
  if (custom.columns.length === 0) {
    const description =
      'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata'
    return [nameColumn, { ...ageColumn, type: 'date', description }]
  }
  const columns: Column[] = [nameColumn]
  for (const spec of custom.columns) {
    const made = column(spec)
    // From the first path that cannot be read on, nothing more is shown.
    if (made === undefined) break
    columns.push(made)
  }
  return columns
}
