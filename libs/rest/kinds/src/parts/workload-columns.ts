// in: containers and selectors → out: the wide columns that all workloads share.
import type { Dict, KubeObject } from '@binnacle/meta'
import type { Column } from '../column.ts'
import { textColumn, wide } from './columns.ts'
import { showLabels, showSelector } from './show-selector.ts'

type Containers = (object: KubeObject) => Dict[] | null | undefined

const joined = (containers: Dict[] | null | undefined, key: 'name' | 'image'): string =>
  (containers ?? []).map((container) => container[key] ?? '').join(',')

export function containersColumn(read: Containers): Column {
  return textColumn('Containers', 'Names of each container in the template.', (object) =>
    joined(read(object), 'name'),
  )
}

export function imagesColumn(read: Containers): Column {
  return textColumn('Images', 'Images referenced by each container in the template.', (object) =>
    joined(read(object), 'image'),
  )
}

export function templateColumns(read: Containers): Column[] {
  return [wide(containersColumn(read)), wide(imagesColumn(read))]
}

export function selectorColumn(description: string, read: (object: KubeObject) => unknown): Column {
  return wide(
    textColumn('Selector', description, (object) => showSelector(read(object) as Dict | undefined)),
  )
}

export function mapSelectorColumn(
  description: string,
  read: (object: KubeObject) => Record<string, string> | undefined,
): Column {
  return wide(textColumn('Selector', description, (object) => showLabels(read(object))))
}
