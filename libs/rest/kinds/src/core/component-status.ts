// in: nothing → out: what a ComponentStatus knows: its columns, and how it is found out.
import type { Dict, KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { nameColumn, textColumn } from '../parts/columns.ts'
import { probeComponents } from './probe-components.ts'

function healthy(object: KubeObject): Dict | undefined {
  return ((object.conditions ?? []) as Dict[]).find((condition) => condition.type === 'Healthy')
}

function status(object: KubeObject): string {
  const condition = healthy(object)
  if (condition === undefined) return 'Unknown'
  return condition.status === 'True' ? 'Healthy' : 'Unhealthy'
}

const path = 'of the component conditions'

export const componentStatus = defineKind('', 'componentstatuses', {
  notFoundAs: { group: '', resource: 'componentstatus' },
  findOut: probeComponents,
  columns: [
    nameColumn,
    textColumn('Status', `Status ${path}`, status),
    textColumn('Message', `Message ${path}`, (object) => healthy(object)?.message ?? ''),
    textColumn('Error', `Error ${path}`, (object) => healthy(object)?.error ?? ''),
  ],
})
