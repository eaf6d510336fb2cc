// in: a pod, pod group or priority class → out: it with the priority of its class.
import type { KubeObject } from '@binnacle/meta'
import { isOf } from './of-resource.ts'
import { refusal } from './refuse.ts'
import type { AdmissionStep, Admitted } from './step.ts'

const priorityClasses = { group: 'scheduling.k8s.io', resource: 'priorityclasses' }

interface Established {
  readonly className: string
  readonly value: number
  readonly preemptionPolicy: string | undefined
}

/** Of several defaults the lowest counts. */
function defaultClass({ surroundings }: Admitted): KubeObject | undefined {
  let lowest: KubeObject | undefined
  for (const each of surroundings.lookUpAll(priorityClasses, '')) {
    if (!each.globalDefault) continue
    if (lowest === undefined || (each.value ?? 0) < (lowest.value ?? 0)) lowest = each
  }
  return lowest
}

function establish(write: Admitted, className: string | undefined): Established {
  if (className) {
    const found = write.surroundings.lookUp(priorityClasses, '', className)
    if (found === undefined) {
      throw refusal(write, `no PriorityClass with name ${className} was found`)
    }
    return { className, value: found.value ?? 0, preemptionPolicy: found.preemptionPolicy }
  }
  const found = defaultClass(write)
  if (found === undefined) {
    return { className: '', value: 0, preemptionPolicy: 'PreemptLowerPriority' }
  }
  const { metadata, value = 0, preemptionPolicy } = found
  return { className: metadata.name ?? '', value, preemptionPolicy }
}

function settlePod(write: Admitted, { spec }: KubeObject): void {
  const { className, value, preemptionPolicy } = establish(write, spec.priorityClassName)
  if (className !== '') spec.priorityClassName = className
  if (spec.priority !== undefined && spec.priority !== value) {
    const text = `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`
    throw refusal(write, text)
  }
  spec.priority = value
  if (preemptionPolicy === undefined) return
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== preemptionPolicy) {
    const text = `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`
    throw refusal(write, text)
  }
  spec.preemptionPolicy = preemptionPolicy
}

export const priority: AdmissionStep = {
  name: 'Priority',
  handles: ['CREATE', 'UPDATE'],
  mutate(write) {
    const { object, oldObject, operation } = write
    if (object === undefined || !isOf(write, 'pods')) return
    if (operation === 'CREATE') return settlePod(write, object)
    // A client that knows no priority shall not lose it by an update.
    for (const field of ['priority', 'preemptionPolicy']) {
      const was = oldObject?.spec?.[field]
      if (was !== undefined) object.spec[field] ??= was
    }
  },
  validate(write) {
    const { object, operation } = write
    if (!isOf(write, 'priorityclasses.scheduling.k8s.io') || !object?.globalDefault) return
    const name = defaultClass(write)?.metadata.name
    if (name === undefined) return
    if (operation === 'UPDATE' && name === object.metadata.name) return
    const text = `PriorityClass ${name} is already marked as default. Only one default can exist`
    throw refusal(write, text)
  },
}
