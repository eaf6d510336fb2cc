// in: a workload that has replicas → out: its Scale, and a Scale written back into it. Never: which workloads.
import { type Dict, type FieldError, type KubeObject, invalid } from '@binnacle/meta'
import type { Column } from '../column.ts'
import type { SubresourceRule } from '../kind.ts'
import { ageColumn, countColumn, nameColumn } from './columns.ts'
import { selectorText } from './show-selector.ts'

export function scaleOf(object: KubeObject, selector: string): KubeObject {
  const metadata: Dict = { name: object.metadata.name }
  for (const name of ['namespace', 'uid', 'resourceVersion', 'creationTimestamp']) {
    const value = (object.metadata as Dict)[name]
    if (value !== undefined) metadata[name] = value
  }
  const spec: Dict = {}
  if (object.spec?.replicas) spec.replicas = object.spec.replicas
  const status: Dict = { replicas: object.status?.replicas ?? 0 }
  if (selector !== '') status.selector = selector
  return { kind: 'Scale', apiVersion: 'autoscaling/v1', metadata, spec, status } as KubeObject
}

function writeScale(object: KubeObject, view: KubeObject): FieldError[] {
  const replicas = view.spec?.replicas ?? 0
  if (replicas < 0) {
    return [invalid('spec.replicas', replicas, 'must be greater than or equal to 0')]
  }
  object.spec.replicas = replicas
  return []
}

/** `selector` reads the text of the pods' selector. */
export function scaleRule(selector: (object: KubeObject) => string): SubresourceRule {
  return {
    writes: 'view',
    show: (stored) => scaleOf(stored, selector(stored)),
    write: writeScale,
  }
}

export const selectorScale = scaleRule((object) => selectorText(object.spec?.selector) ?? '')

/** Of the scale of a resource that users define; its columns speak in words of their own. */
export const customScaleColumns: readonly Column[] = [
  nameColumn,
  countColumn('Desired', 'Number of desired replicas', ({ spec }) => spec?.replicas ?? 0),
  countColumn('Available', 'Number of actual replicas', ({ status }) => status?.replicas ?? 0),
  // A date to the column, though its cells hold an age.
  { ...ageColumn, type: 'date' },
]

export const scaleColumns: readonly Column[] = [
  { ...nameColumn, format: '' },
  countColumn(
    'Desired',
    'replicas is the desired number of instances for the scaled object.',
    ({ spec }) => spec?.replicas ?? 0,
  ),
  countColumn(
    'Available',
    'replicas is the actual number of observed instances of the scaled object.',
    ({ status }) => status?.replicas ?? 0,
  ),
  ageColumn,
]
