// in: the metrics of an autoscaler, wanted and measured → out: `cpu: 20%/80%, 5/10 + 1 more...`. Never: a rule.
import type { Dict, KubeObject } from '@binnacle/meta'
import { listOf } from '../parts/field-checks.ts'

const shownMax = 2
const unknown = '<unknown>'

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** A measured quantity that is missing shows as Go's nil. */
function quantity(value: unknown): string {
  return isSet(value) ? String(value) : '<nil>'
}

function ofObject(target: Dict, status: Dict | undefined): string {
  const current = status?.current
  if (isSet(target.averageValue)) {
    const shown = isSet(current?.averageValue) ? quantity(current.averageValue) : unknown
    return `${shown}/${quantity(target.averageValue)} (avg)`
  }
  return `${status ? quantity(current?.value) : unknown}/${quantity(target.value)}`
}

function ofResource(source: Dict, status: Dict | undefined): string {
  const target = (source.target ?? {}) as Dict
  const current = status?.current
  if (isSet(target.averageValue)) {
    const shown = status ? quantity(current?.averageValue) : unknown
    return `${source.name}: ${shown}/${quantity(target.averageValue)}`
  }
  const percent = (value: unknown, otherwise: string) => (isSet(value) ? `${value}%` : otherwise)
  const wanted = percent(target.averageUtilization, '<auto>')
  return `${source.name}: ${percent(current?.averageUtilization, unknown)}/${wanted}`
}

function showTarget(spec: Dict, status: Dict | undefined): string {
  switch (spec.type) {
    case 'External':
      return ofObject(spec.external?.target ?? {}, status?.external)
    case 'Object':
      return ofObject(spec.object?.target ?? {}, status?.object)
    case 'Pods': {
      const shown = status?.pods ? quantity(status.pods.current?.averageValue) : unknown
      return `${shown}/${quantity(spec.pods?.target?.averageValue)}`
    }
    case 'Resource':
      return ofResource(spec.resource ?? {}, status?.resource)
    case 'ContainerResource':
      return ofResource(spec.containerResource ?? {}, status?.containerResource)
    default:
      return '<unknown type>'
  }
}

export function showTargets(object: KubeObject): string {
  const specs = listOf(object.spec?.metrics)
  const statuses = listOf(object.status?.currentMetrics)
  if (specs.length === 0) return '<none>'
  const shown = specs.slice(0, shownMax).map((spec, index) => showTarget(spec, statuses[index]))
  const more = specs.length - shownMax
  return more > 0 ? `${shown.join(', ')} + ${more} more...` : shown.join(', ')
}
