// in: objects of a resource → out: their rows and columns, as the kind says. Never: negotiation.
import { type ListMeta, toTable } from '@binnacle/codec'
import type { ResourceDef } from '@binnacle/catalogue'
import { type Column, kindOf } from '@binnacle/kinds'
import type { Dict, KubeObject } from '@binnacle/meta'
import { defaultColumns } from './default-columns.ts'
import type { Form } from './form.ts'

export interface TableParts {
  readonly def: ResourceDef
  readonly form: Form
  readonly metadata: ListMeta
  readonly now: Date
  /** Later events of a watch repeat no columns. */
  readonly withoutColumns?: boolean
}

export function tableOf(objects: readonly KubeObject[], parts: TableParts): Dict {
  const { def, form, metadata, now, withoutColumns } = parts
  const kind = kindOf(def)
  const columns: readonly Column[] = kind.listColumns?.(objects) ?? kind.columns ?? defaultColumns
  const table = toTable(
    objects,
    columns.filter((column) => !column.hidden),
    (object) => columns.map((column) => column.value(object, now)),
    { version: form.transform?.version ?? 'v1', include: form.include, metadata, withoutColumns },
  )
  if (kind.rowConditions) {
    objects.forEach((object, index) => {
      const conditions = kind.rowConditions?.(object)
      if (conditions) table.rows[index].conditions = conditions
    })
  }
  return table
}
