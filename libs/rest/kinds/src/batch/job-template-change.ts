// in: the template of a Job, new and old → out: an error when more changed than may change at that moment.
import { type Dict, type FieldError, invalid, type KubeObject } from '@binnacle/meta'
import { internalValue } from '../parts/internal-value.ts'
import { keepPart } from '../parts/keep-parts.ts'
import { sameValue } from '../parts/same-value.ts'
import { isTrueCondition } from './job-conditions.ts'

/** Suspended before anything ran, or brought to rest again. */
function mayChange(was: KubeObject): boolean {
  if (was.spec.suspend !== true) return false
  const atRest = !was.status?.startTime || isTrueCondition(was, 'Suspended')
  return atRest && (was.status?.active ?? 0) === 0
}

/** The old template with all that steers scheduling taken from the new one. */
function withScheduling(old: Dict, template: Dict): Dict {
  const copy = structuredClone(old)
  copy.spec ??= {}
  const to: Dict = copy.spec
  const from: Dict = template.spec ?? {}
  const nodeAffinity = from.affinity?.nodeAffinity
  if (from.affinity && !to.affinity) to.affinity = nodeAffinity ? { nodeAffinity } : {}
  else if (to.affinity) {
    keepPart(to.affinity, from.affinity ?? {}, 'nodeAffinity')
    if (!from.affinity && Object.keys(to.affinity).length === 0) delete to.affinity
  }
  for (const name of ['nodeSelector', 'tolerations', 'schedulingGates']) keepPart(to, from, name)
  copy.metadata ??= {}
  for (const name of ['annotations', 'labels'])
    keepPart(copy.metadata, template.metadata ?? {}, name)
  return copy
}

/** Containers of the same names in the same places lend their resources. */
function withResources(old: Dict, spec: Dict): Dict {
  const copy = structuredClone(old)
  for (const name of ['containers', 'initContainers']) {
    const to: Dict[] = copy[name] ?? []
    const from: Dict[] = spec[name] ?? []
    if (to.length !== from.length) continue
    for (const [i, container] of from.entries()) {
      const target = to[i] as Dict
      if (target.name === container.name) keepPart(target, container, 'resources')
    }
  }
  return copy
}

export function checkTemplateChange(errors: FieldError[], spec: Dict, was: KubeObject): void {
  const template: Dict = spec.template ?? {}
  const free = mayChange(was)
  const old: Dict = free ? withScheduling(was.spec.template, template) : was.spec.template
  if (!free) {
    if (sameValue(template, old)) return
    const shown = internalValue('PodTemplateSpec', template)
    errors.push(invalid('spec.template', shown, 'field is immutable'))
    return
  }
  if (sameValue(template.spec, withResources(old.spec, template.spec ?? {}))) return
  const shown = internalValue('PodSpec', template.spec ?? {})
  errors.push(invalid('spec.template.spec', shown, 'field is immutable'))
}
