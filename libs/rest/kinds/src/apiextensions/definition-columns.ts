// in: nothing → out: the columns of definitions in `kubectl get`. Never: those of what they define.
import { hasCondition } from '@binnacle/catalogue'
import { type Dict, formatTime } from '@binnacle/meta'
import type { Column } from '../column.ts'
import { nameColumn, textColumn } from '../parts/columns.ts'

const createdText =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata'

function servedVersions(versions: readonly Dict[]): string {
  const served = versions.filter((each) => each.served)
  const labels = served.map(({ name, storage }) => (storage ? `${name}(storage)` : String(name)))
  return labels.sort().join()
}

const wide = (column: Column): Column => ({ ...column, priority: 1 })

export const definitionColumns: readonly Column[] = [
  nameColumn,
  textColumn('Scope', 'Cluster/Namespaced', ({ spec }) => spec.scope ?? ''),
  textColumn('Versions', 'Served versions', ({ spec }) => servedVersions(spec.versions ?? [])),
  {
    ...textColumn(
      'Created At',
      createdText,
      ({ metadata }) => metadata.creationTimestamp ?? formatTime(new Date(0)),
    ),
    type: 'date',
  },
  wide(textColumn('Group', 'API group', ({ spec }) => spec.group ?? '')),
  wide(textColumn('Kind', 'CustomResource kind', ({ spec }) => spec.names?.kind ?? '')),
  wide(
    textColumn('ShortNames', 'Short names', ({ spec }) => (spec.names?.shortNames ?? []).join()),
  ),
  {
    name: 'Established',
    type: 'boolean',
    format: '',
    description: 'Established status',
    priority: 1,
    value: (object) => hasCondition(object, 'Established'),
  },
]
