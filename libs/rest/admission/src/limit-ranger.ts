// in: a pod or claim in a namespace with limit ranges → out: it with their defaults, or a refusal beyond them.
import { aggregateText, type Dict, type KubeObject } from '@binnacle/meta'
import { limitFaults } from './limit-faults.ts'
import { refusal } from './refuse.ts'
import type { AdmissionStep, Admitted } from './step.ts'

const limitRanges = { group: '', resource: 'limitranges' }
const annotation = 'kubernetes.io/limit-ranger'

function concerns({ def, subresource, operation, oldObject }: Admitted): boolean {
  if (oldObject?.metadata.deletionTimestamp !== undefined || def.group !== '') return false
  if (def.resource === 'pods') {
    return operation === 'CREATE' ? subresource === '' : subresource === 'resize'
  }
  return def.resource === 'persistentvolumeclaims' && subresource === ''
}

function limitsOf(write: Admitted): Dict[][] {
  const ranges = write.surroundings.lookUpAll(limitRanges, write.namespace)
  return Array.from(ranges, (range) => range.spec?.limits ?? [])
}

/** Adds what is missing, and says which names that were. */
function addMissing(resources: Dict, part: 'limits' | 'requests', defaults: Dict): string[] {
  const added = Object.keys(defaults).filter((name) => resources[part]?.[name] === undefined)
  if (added.length === 0) return []
  resources[part] = { ...resources[part] }
  for (const name of added) resources[part][name] = defaults[name]
  return added.sort()
}

function setDefaults(pod: KubeObject, limits: Dict[]): void {
  const own = limits.filter(({ type }) => type === 'Container')
  const requests = Object.assign({}, ...own.map((limit) => limit.defaultRequest ?? {}))
  const ceilings = Object.assign({}, ...own.map((limit) => limit.default ?? {}))
  const notes: string[] = []
  for (const [list, label] of [
    ['containers', 'container'],
    ['initContainers', 'init container'],
  ] as const) {
    for (const container of (pod.spec[list] ?? []) as Dict[]) {
      container.resources ??= {}
      const addedLimits = addMissing(container.resources, 'limits', ceilings)
      const addedRequests = addMissing(container.resources, 'requests', requests)
      const tail = `for ${label} ${container.name}`
      if (addedRequests.length > 0) notes.push(`${addedRequests.join(', ')} request ${tail}`)
      if (addedLimits.length > 0) notes.push(`${addedLimits.join(', ')} limit ${tail}`)
    }
  }
  if (notes.length === 0) return
  const text = `LimitRanger plugin set: ${notes.join('; ')}`
  pod.metadata.annotations = { ...pod.metadata.annotations, [annotation]: text }
}

export const limitRanger: AdmissionStep = {
  name: 'LimitRanger',
  handles: ['CREATE', 'UPDATE'],
  mutate(write) {
    if (!concerns(write) || write.def.resource !== 'pods' || write.object === undefined) return
    for (const limits of limitsOf(write)) setDefaults(write.object, limits)
  },
  validate(write) {
    const { object } = write
    if (!concerns(write) || object === undefined) return
    for (const limits of limitsOf(write)) {
      const faults = limitFaults(write.def.resource, object, limits)
      if (faults.length > 0) throw refusal(write, aggregateText(faults))
    }
  },
}
