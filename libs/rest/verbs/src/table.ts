// in: objects of a resource → out: their rows and columns, as the kind says. Never: negotiation.
import { type ListMeta, toTable } from '@binnacle/codec'
import type { ResourceDef } from '@binnacle/catalogue'
import { type Column, kindOf } from '@binnacle/kinds'
import type { Dict, KubeObject } from '@binnacle/meta'
import { defaultColumns } from './default-columns.ts'
import type { Form } from './form.ts'
import { toServed } from './versions.ts'

export interface TableParts {
  readonly def: ResourceDef
  readonly form: Form
  readonly metadata: ListMeta
  readonly now: Date
  /** Of one object (a GET, an event): no row depends on others. */
  readonly single?: boolean
  /** Later events of a watch repeat no columns. */
  readonly withoutColumns?: boolean
}

/** One view (a Scale), which has columns of its own. */
export function tableOfView(view: KubeObject, columns: readonly Column[], form: Form): Dict {
  const now = new Date()
  const { resourceVersion } = view.metadata
  return toTable([view], columns, () => columns.map((column) => column.value(view, now)), {
    version: form.transform?.version ?? 'v1',
    include: form.include,
    metadata: { resourceVersion },
  })
}

/**
 * `stored` in the storage version, which is what columns of built-in kinds read, and custom ones do not; may be
 * changed.
 */
export function tableOf(stored: readonly KubeObject[], parts: TableParts): Dict {
  const { def, form, metadata, now, single, withoutColumns } = parts
  const objects = def.custom ? stored.map((object) => toServed(object, def)) : stored
  const kind = kindOf(def)
  const ofList = single ? undefined : kind.listColumns?.(objects)
  const columns: readonly Column[] = ofList ?? kind.columns ?? defaultColumns
  const cells = objects.map((object) => columns.map((column) => column.value(object, now)))
  const conditions = objects.map((object) => kind.rowConditions?.(object))
  const whole = form.include === 'Object' && !def.custom
  const shown = objects.map((one) => (whole ? toServed(one, def) : (kind.rowObject?.(one) ?? one)))
  const cellsOf = new Map(shown.map((object, index) => [object, cells[index] ?? []]))
  const table = toTable(
    shown,
    columns.filter((column) => !column.hidden),
    (object) => cellsOf.get(object) ?? [],
    { version: form.transform?.version ?? 'v1', include: form.include, metadata, withoutColumns },
  )
  conditions.forEach((list, index) => {
    if (list) table.rows[index].conditions = list
  })
  // The reference's columns for kinds that have none of their own make no list of nothing.
  if (objects.length === 0 && columns === defaultColumns && !def.custom) table.rows = null
  return table
}
