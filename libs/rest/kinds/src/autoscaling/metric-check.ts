// in: the metrics by which an autoscaler decides → out: what is wrong with them.
import {
  type Dict,
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  pathSegmentName,
  required,
} from '@binnacle/meta'
import { amount, showQuantity } from '../parts/amount.ts'
import { labelErrors, textErrors } from '../parts/field-checks.ts'
import { containerResourceName } from '../parts/resource-checks.ts'
import { checkTargetReference, type ReferenceRule } from './target-reference-check.ts'

const types = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource']
const targetTypes = ['Utilization', 'Value', 'AverageValue']

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null
}

function checkPositive(errors: FieldError[], path: string, value: unknown): void {
  if (isSet(value) && amount(value) <= 0n) {
    errors.push(invalid(path, showQuantity(value), 'must be positive'))
  }
}

function checkTarget(errors: FieldError[], path: string, target: Dict): void {
  const type = target.type ?? ''
  if (type === '') errors.push(required(`${path}.type`, 'must specify a metric target type'))
  if (!targetTypes.includes(type)) {
    errors.push(invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue'))
  }
  checkPositive(errors, `${path}.value`, target.value)
  checkPositive(errors, `${path}.averageValue`, target.averageValue)
  if (isSet(target.averageUtilization) && target.averageUtilization < 1) {
    const text = 'must be greater than 0'
    errors.push(invalid(`${path}.averageUtilization`, target.averageUtilization, text))
  }
}

function checkName(errors: FieldError[], path: string, metric: Dict | undefined): void {
  const name = metric?.name ?? ''
  if (name === '') errors.push(required(`${path}.name`, 'must specify a metric name'))
  else textErrors(errors, `${path}.name`, name, pathSegmentName(name))
}

type Check = (errors: FieldError[], path: string, source: Dict, rule: ReferenceRule) => void

const checkObject: Check = (errors, path, source, rule) => {
  const target = (source.target ?? {}) as Dict
  checkTargetReference(errors, `${path}.describedObject`, source.describedObject ?? {}, rule)
  checkName(errors, `${path}.metric`, source.metric)
  checkTarget(errors, `${path}.target`, target)
  if (!isSet(target.value) && !isSet(target.averageValue)) {
    const text = 'must set either a target value or averageValue'
    errors.push(required(`${path}.target.averageValue`, text))
  }
}

const checkExternal: Check = (errors, path, source) => {
  const target = (source.target ?? {}) as Dict
  checkName(errors, `${path}.metric`, source.metric)
  checkTarget(errors, `${path}.target`, target)
  if (!isSet(target.value) && !isSet(target.averageValue)) {
    const text = 'must set either a target value for metric or a per-pod target'
    errors.push(required(`${path}.target.averageValue`, text))
  }
  if (isSet(target.value) && isSet(target.averageValue)) {
    const text = 'may not set both a target value for metric and a per-pod target'
    errors.push(forbidden(`${path}.target.value`, text))
  }
}

const checkPods: Check = (errors, path, source) => {
  const target = (source.target ?? {}) as Dict
  checkName(errors, `${path}.metric`, source.metric)
  checkTarget(errors, `${path}.target`, target)
  if (!isSet(target.averageValue)) {
    const text = 'must specify a positive target averageValue'
    errors.push(required(`${path}.target.averageValue`, text))
  }
}

function checkShareOrValue(errors: FieldError[], path: string, target: Dict): void {
  checkTarget(errors, path, target)
  if (!isSet(target.averageUtilization) && !isSet(target.averageValue)) {
    const text = 'must set either a target raw value or a target utilization'
    errors.push(required(`${path}.averageUtilization`, text))
  }
  if (isSet(target.averageUtilization) && isSet(target.averageValue)) {
    const text = 'may not set both a target raw value and a target utilization'
    errors.push(forbidden(`${path}.averageValue`, text))
  }
}

const checkResource: Check = (errors, path, source) => {
  if (!source.name) errors.push(required(`${path}.name`, 'must specify a resource name'))
  checkShareOrValue(errors, `${path}.target`, source.target ?? {})
}

const checkContainerResource: Check = (errors, path, source) => {
  if (source.name) containerResourceName(errors, `${path}.name`, source.name)
  else errors.push(required(`${path}.name`, 'must specify a resource name'))
  if (source.container) labelErrors(errors, `${path}.container`, source.container)
  else errors.push(required(`${path}.container`, 'must specify a container'))
  checkShareOrValue(errors, `${path}.target`, source.target ?? {})
}

/** In upstream's order: of several sources, only the first is looked into. */
const checks: Readonly<Record<string, Check>> = {
  object: checkObject,
  external: checkExternal,
  pods: checkPods,
  resource: checkResource,
  containerResource: checkContainerResource,
}

function checkMetric(errors: FieldError[], path: string, metric: Dict, rule: ReferenceRule): void {
  const type: string = metric.type ?? ''
  const unknown = notSupported(`${path}.type`, type, types)
  if (type === '') errors.push(required(`${path}.type`, 'must specify a metric source type'))
  if (!types.includes(type)) errors.push(unknown)
  const present = Object.keys(checks).filter((name) => isSet(metric[name]))
  const [first] = present
  if (first) checks[first]?.(errors, `${path}.${first}`, metric[first], rule)
  let expected = ''
  if (types.includes(type)) {
    expected = type.slice(0, 1).toLowerCase() + type.slice(1)
    if (!isSet(metric[expected])) {
      const text = 'must populate information for the given metric source'
      errors.push(required(`${path}.${expected}`, text))
    }
  } else errors.push(unknown)
  if (present.length === 1) return
  for (const name of present.filter((one) => one !== expected)) {
    errors.push(forbidden(`${path}.${name}`, 'must populate the given metric source only'))
  }
}

export function checkMetrics(
  errors: FieldError[],
  path: string,
  metrics: readonly Dict[],
  minReplicas: number | undefined,
  rule: ReferenceRule,
): void {
  metrics.forEach((metric, index) => {
    checkMetric(errors, `${path}[${index}]`, metric, rule)
  })
  if (minReplicas !== 0) return
  if (metrics.some(({ type }) => type === 'Object' || type === 'External')) return
  const text =
    'must specify at least one Object or External metric to support scaling to zero replicas'
  errors.push(forbidden(path, text))
}
