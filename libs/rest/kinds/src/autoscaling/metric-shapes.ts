// in: one metric of an autoscaler, wanted or measured → out: the same in the words of v1 or of v2. Never: the whole object.
import type { Dict } from '@binnacle/meta'

type Convert = (metric: Dict) => Dict

/** Drops what is not there; the order of fields is the order of the text. */
export function fields(entries: Dict): Dict {
  for (const name of Object.keys(entries)) {
    if (entries[name] === undefined || entries[name] === null) delete entries[name]
  }
  return entries
}

function reference(one: Dict | undefined): Dict {
  return fields({
    kind: one?.kind ?? '',
    name: one?.name ?? '',
    apiVersion: one?.apiVersion || undefined,
  })
}

function metric(name: unknown, selector: unknown): Dict {
  return fields({ name: name ?? '', selector })
}

function isZero(quantity: unknown): boolean {
  return quantity === undefined || quantity === null || /^[+-]?0/.test(String(quantity))
}

const resourceSpec: Convert = ({ name, target }) =>
  fields({
    name: name ?? '',
    targetAverageUtilization: target?.averageUtilization,
    targetAverageValue: target?.averageValue,
  })

const resourceStatus: Convert = ({ name, current }) =>
  fields({
    name: name ?? '',
    currentAverageUtilization: current?.averageUtilization,
    currentAverageValue: current?.averageValue ?? '0',
  })

/** From v2 to v1, what is wanted. */
const olderSpecs: Readonly<Record<string, Convert>> = {
  object: ({ describedObject, metric: of, target }) =>
    fields({
      target: reference(describedObject),
      metricName: of?.name ?? '',
      targetValue: target?.value ?? '0',
      selector: of?.selector,
      averageValue: target?.averageValue,
    }),
  pods: ({ metric: of, target }) =>
    fields({
      metricName: of?.name ?? '',
      targetAverageValue: target?.averageValue ?? '0',
      selector: of?.selector,
    }),
  resource: resourceSpec,
  containerResource: (one) => ({ ...resourceSpec(one), container: one.container ?? '' }),
  external: ({ metric: of, target }) =>
    fields({
      metricName: of?.name ?? '',
      metricSelector: of?.selector,
      targetValue: target?.value,
      targetAverageValue: target?.averageValue,
    }),
}

const olderStatuses: Readonly<Record<string, Convert>> = {
  object: ({ describedObject, metric: of, current }) =>
    fields({
      target: reference(describedObject),
      metricName: of?.name ?? '',
      currentValue: current?.value ?? '0',
      selector: of?.selector,
      averageValue: current?.averageValue,
    }),
  pods: ({ metric: of, current }) =>
    fields({
      metricName: of?.name ?? '',
      currentAverageValue: current?.averageValue ?? '0',
      selector: of?.selector,
    }),
  resource: resourceStatus,
  containerResource: (one) => ({ ...resourceStatus(one), container: one.container ?? '' }),
  external: ({ metric: of, current }) =>
    fields({
      metricName: of?.name ?? '',
      metricSelector: of?.selector,
      currentValue: current?.value ?? '0',
      currentAverageValue: current?.averageValue,
    }),
}

function utilizationTarget(one: Dict): Dict {
  const percent = one.targetAverageUtilization ?? undefined
  return fields({
    type: percent === undefined ? 'AverageValue' : 'Utilization',
    averageValue: one.targetAverageValue,
    averageUtilization: percent,
  })
}

function objectTarget({ averageValue, targetValue }: Dict): Dict {
  if (averageValue === undefined || averageValue === null) {
    return { type: 'Value', value: targetValue ?? '0' }
  }
  const value = isZero(targetValue) ? undefined : targetValue
  return fields({ type: 'AverageValue', value, averageValue })
}

const newerSpecs: Readonly<Record<string, Convert>> = {
  object: (one) => ({
    describedObject: reference(one.target),
    target: objectTarget(one),
    metric: metric(one.metricName, one.selector),
  }),
  pods: (one) => ({
    metric: metric(one.metricName, one.selector),
    target: { type: 'AverageValue', averageValue: one.targetAverageValue ?? '0' },
  }),
  resource: (one) => ({ name: one.name ?? '', target: utilizationTarget(one) }),
  containerResource: (one) => ({
    name: one.name ?? '',
    target: utilizationTarget(one),
    container: one.container ?? '',
  }),
  external: (one) => ({
    metric: metric(one.metricName, one.metricSelector),
    target: fields({
      type: one.targetValue === undefined ? 'AverageValue' : 'Value',
      value: one.targetValue,
      averageValue: one.targetAverageValue,
    }),
  }),
}

function utilization(one: Dict): Dict {
  return fields({
    averageValue: one.currentAverageValue ?? '0',
    averageUtilization: one.currentAverageUtilization,
  })
}

const newerStatuses: Readonly<Record<string, Convert>> = {
  object: (one) => ({
    metric: metric(one.metricName, one.selector),
    current: fields({ value: one.currentValue ?? '0', averageValue: one.averageValue }),
    describedObject: reference(one.target),
  }),
  pods: (one) => ({
    metric: metric(one.metricName, one.selector),
    current: { averageValue: one.currentAverageValue ?? '0' },
  }),
  resource: (one) => ({ name: one.name ?? '', current: utilization(one) }),
  containerResource: (one) => ({
    name: one.name ?? '',
    current: utilization(one),
    container: one.container ?? '',
  }),
  external: (one) => ({
    metric: metric(one.metricName, one.metricSelector),
    current: fields({ value: one.currentValue ?? '0', averageValue: one.currentAverageValue }),
  }),
}

function through(table: Readonly<Record<string, Convert>>): Convert {
  return (one) => {
    const converted: Dict = { type: one.type ?? '' }
    for (const source of Object.keys(table)) {
      const convert = table[source] as Convert
      if (one[source]) converted[source] = convert(one[source])
    }
    return converted
  }
}

export const olderSpec = through(olderSpecs)
export const olderStatus = through(olderStatuses)
export const newerSpec = through(newerSpecs)
export const newerStatus = through(newerStatuses)
