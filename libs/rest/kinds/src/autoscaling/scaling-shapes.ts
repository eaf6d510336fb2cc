// in: an autoscaler in v1 or v2 → out: the same in the other. What v1 has no field for travels in annotations.
import type { Dict, KubeObject } from '@binnacle/meta'
import { listOf } from '../parts/field-checks.ts'
import { fields, newerSpec, newerStatus, olderSpec, olderStatus } from './metric-shapes.ts'
import { cpuMetric } from './scaling-defaults.ts'

const prefix = 'autoscaling.alpha.kubernetes.io/'
const carried = [
  'metrics',
  'behavior',
  'scale-down-tolerance',
  'scale-up-tolerance',
  'current-metrics',
  'conditions',
]

/** As Go writes it: what could end a script is escaped. */
function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Whoever writes these by hand in v2 loses them. */
export function dropCarried(object: KubeObject): void {
  const annotations = object.metadata.annotations as Dict | undefined
  if (!annotations) return
  for (const name of carried) delete annotations[prefix + name]
  if (Object.keys(annotations).length === 0) delete object.metadata.annotations
}

function isCpuShare(one: Dict): boolean {
  return (
    one.type === 'Resource' &&
    one.resource?.name === 'cpu' &&
    (one.resource.target?.averageUtilization ?? null) !== null
  )
}

function behaviorText(behavior: Dict): string {
  const rules = (one: Dict | undefined) =>
    one
      ? {
          StabilizationWindowSeconds: one.stabilizationWindowSeconds ?? null,
          SelectPolicy: one.selectPolicy ?? null,
          Policies: one.policies
            ? listOf(one.policies).map(({ type, value, periodSeconds }) => ({
                Type: type ?? '',
                Value: value ?? 0,
                PeriodSeconds: periodSeconds ?? 0,
              }))
            : null,
          Tolerance: one.tolerance ?? null,
        }
      : null
  return goJson({ ScaleUp: rules(behavior.scaleUp), ScaleDown: rules(behavior.scaleDown) })
}

function conditionText(one: Dict): Dict {
  const { type = '', status = '', lastTransitionTime = null, observedGeneration } = one
  const text: Dict = { type, status, lastTransitionTime }
  if (one.reason) text.reason = one.reason
  if (one.message) text.message = one.message
  if (observedGeneration !== undefined) text.observedGeneration = observedGeneration
  return text
}

function carry(object: KubeObject, name: string, text: string): void {
  object.metadata.annotations = { ...object.metadata.annotations, [prefix + name]: text }
}

function olderFields(spec: Dict, status: Dict): { spec: Dict; status: Dict } {
  const share = listOf(spec.metrics).find(isCpuShare)
  let percent: number | undefined
  for (const { type, resource } of listOf(status.currentMetrics)) {
    if (type !== 'Resource' || resource?.name !== 'cpu') continue
    percent = resource.current?.averageUtilization ?? percent
  }
  return {
    spec: fields({
      scaleTargetRef: spec.scaleTargetRef ?? { kind: '', name: '' },
      minReplicas: spec.minReplicas,
      maxReplicas: spec.maxReplicas ?? 0,
      targetCPUUtilizationPercentage: share?.resource.target.averageUtilization,
    }),
    status: fields({
      observedGeneration: status.observedGeneration,
      lastScaleTime: status.lastScaleTime,
      currentReplicas: status.currentReplicas ?? 0,
      desiredReplicas: status.desiredReplicas ?? 0,
      currentCPUUtilizationPercentage: percent,
    }),
  }
}

export function toOlder(object: KubeObject): KubeObject {
  const { spec = {}, status = {}, ...rest } = object
  const metadata = { ...object.metadata }
  if (metadata.annotations) metadata.annotations = { ...metadata.annotations }
  const older = { ...rest, metadata, ...olderFields(spec, status) } as KubeObject
  dropCarried(older)
  const others = listOf(spec.metrics).filter((one) => !isCpuShare(one))
  if (others.length > 0) carry(older, 'metrics', goJson(others.map(olderSpec)))
  const measured = listOf(status.currentMetrics)
  if (measured.length > 0) carry(older, 'current-metrics', goJson(measured.map(olderStatus)))
  if (spec.behavior) carry(older, 'behavior', behaviorText(spec.behavior))
  const conditions = listOf(status.conditions)
  if (conditions.length > 0) carry(older, 'conditions', goJson(conditions.map(conditionText)))
  return older
}

/** Text that is no JSON of the right form counts as not there. */
function carriedList(object: KubeObject, name: string): Dict[] | undefined {
  const value = carriedValue(object, name)
  if (!Array.isArray(value)) return undefined
  return value.every((one) => one && typeof one === 'object') ? value : undefined
}

function carriedValue(object: KubeObject, name: string): unknown {
  const text = object.metadata.annotations?.[prefix + name]
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Go reads the names of fields without regard to case. */
function anyCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(anyCase)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name.slice(0, 1).toLowerCase() + name.slice(1),
      anyCase(one),
    ]),
  )
}

function carriedBehavior(object: KubeObject): Dict | undefined {
  const value = anyCase(carriedValue(object, 'behavior')) as Dict | undefined
  if (!value || typeof value !== 'object' || (!value.scaleUp && !value.scaleDown)) return undefined
  const rules = (one: Dict | null | undefined) => (one ? fields({ ...one }) : undefined)
  return fields({ scaleUp: rules(value.scaleUp), scaleDown: rules(value.scaleDown) })
}

function newerSpecOf(object: KubeObject, spec: Dict): Dict {
  const percent = spec.targetCPUUtilizationPercentage
  const others = carriedList(object, 'metrics')?.map(newerSpec) ?? []
  const metrics = percent === undefined ? others : [...others, cpuMetric(percent)]
  return fields({
    scaleTargetRef: spec.scaleTargetRef,
    minReplicas: spec.minReplicas,
    maxReplicas: spec.maxReplicas,
    metrics: metrics.length > 0 ? metrics : undefined,
    behavior: carriedBehavior(object),
  })
}

function newerStatusOf(object: KubeObject, status: Dict): Dict {
  const percent = status.currentCPUUtilizationPercentage
  const current = { averageUtilization: percent }
  const cpu = { type: 'Resource', resource: { name: 'cpu', current } }
  const measured = carriedList(object, 'current-metrics')?.map(newerStatus)
  const newer = fields({
    observedGeneration: status.observedGeneration,
    lastScaleTime: status.lastScaleTime,
    currentReplicas: status.currentReplicas || undefined,
  })
  newer.desiredReplicas = status.desiredReplicas ?? 0
  newer.currentMetrics = measured ?? (percent === undefined ? null : [cpu])
  const conditions = carriedList(object, 'conditions')
  if (conditions && conditions.length > 0) newer.conditions = conditions.map(conditionText)
  return newer
}

export function toNewer(object: KubeObject): KubeObject {
  const { spec = {}, status = {}, ...rest } = object
  const newer = {
    ...rest,
    spec: newerSpecOf(object, spec),
    status: newerStatusOf(object, status),
  } as KubeObject
  dropCarried(newer)
  return newer
}
