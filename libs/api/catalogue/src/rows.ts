// in: nothing → out: the generated rows, read on first use. Never: linked records.
import { createRequire } from 'node:module'

// biome-ignore lint/suspicious/noExplicitAny: what a schema says beside the field's type
export type FieldRow = [string, string, number, string, any?]

export interface TypeRow {
  /** Declared map type. */
  m?: 'granular' | 'atomic'
  /** Group, version and kind that the type serves. */
  k?: [string, string, string][]
  u?: unknown
  f: FieldRow[]
}

export interface ResourceRow {
  group: string
  version: string
  resource: string
  singular: string
  kind: string
  list: boolean
  short?: string[]
  categories?: string[]
  namespaced: boolean
  verbs: string[]
  /** Absent where nothing is stored. */
  hash?: string
  /** Group and version that etcd holds. */
  stored?: [string, string]
  prefix?: string
  /** What a client of a deprecated kind is told. */
  warning?: string
  /** Name, group, version, kind, verbs. */
  subresources?: [string, string, string, string, string[]][]
}

export interface GroupRow {
  group: [string, string[]]
}

const require = createRequire(import.meta.url)
let types: Record<string, TypeRow> | undefined

export function typeRows(): Record<string, TypeRow> {
  types ??= require('./generated/types.json') as Record<string, TypeRow>
  return types
}

export function resourceRows(): { groups: [string, string[]][]; resources: ResourceRow[] } {
  const rows = require('./generated/resources.json') as (ResourceRow | GroupRow)[]
  const groups: [string, string[]][] = []
  const resources: ResourceRow[] = []
  for (const row of rows) {
    if ('resource' in row) resources.push(row)
    else groups.push(row.group)
  }
  return { groups, resources }
}
