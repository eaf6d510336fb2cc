// in: what happened → out: Prometheus text. Never: a label value that a client chose.
import type { Gauge, Registry } from 'prom-client'
import { type RequestSum, RequestSums } from './request-sums.ts'

export interface RequestMeasure {
  readonly verb: string
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly subresource: string
  readonly scope: '' | 'cluster' | 'namespace' | 'resource'
  readonly code: number
  readonly seconds: number
}

export interface Metrics {
  request(measure: RequestMeasure): void
  inflight(readOnly: boolean, change: 1 | -1): void
  /** A number that is read when somebody scrapes. */
  gauge(name: string, help: string, read: () => number): void
  /** Text that is added when somebody scrapes. */
  text(read: () => string): void
  render(): Promise<string>
  /** Requests by verb and resource since the start. */
  kinds(): RequestSum[]
  /** Requests under way. */
  running(): { readonly readOnly: number; readonly mutating: number }
}

interface Series {
  readonly registry: Registry
  readonly inflight: Gauge<'request_kind'>
}

/** Requests are added up here; the library sees the sums when somebody scrapes. */
export function createMetrics(): Metrics {
  const gauges: { name: string; help: string; read: () => number }[] = []
  const texts: (() => string)[] = []
  const sums = new RequestSums()
  const running = { readOnly: 0, mutating: 0 }
  let series: Promise<Series> | undefined
  return {
    request: (measure) => sums.add(measure),
    inflight(readOnly, change) {
      running[readOnly ? 'readOnly' : 'mutating'] += change
    },
    gauge: (name, help, read) => gauges.push({ name, help, read }),
    text: (read) => texts.push(read),
    kinds: () => sums.kinds(),
    running: () => ({ ...running }),
    async render() {
      series ??= load(gauges, sums)
      const { registry, inflight } = await series
      inflight.set({ request_kind: 'readOnly' }, running.readOnly)
      inflight.set({ request_kind: 'mutating' }, running.mutating)
      return (await registry.metrics()) + texts.map((read) => read()).join('')
    },
  }
}

/** Gauges that are named as counters; what they sum up is there by type. */
const misnamed = ['handles', 'requests', 'resources'].map((of) => `nodejs_active_${of}_total`)

/** The library is loaded on first use: a replica that starts has better things to do. */
async function load(
  gauges: readonly { name: string; help: string; read: () => number }[],
  sums: RequestSums,
): Promise<Series> {
  const prom = await import('prom-client')
  const registry = new prom.Registry()
  prom.collectDefaultMetrics({ register: registry })
  for (const name of misnamed) registry.removeSingleMetric(name)
  for (const { name, help, read } of gauges) {
    const gauge: Gauge = new prom.Gauge({
      name,
      help,
      registers: [registry],
      collect: () => gauge.set(read()),
    })
  }
  const total = 'apiserver_request_total'
  const seconds = 'apiserver_request_duration_seconds'
  const sum = (name: string, type: 'counter' | 'histogram', help: string, read: () => unknown) => {
    const get = async () => ({ name, type, help, values: read(), aggregator: 'sum' })
    registry.registerMetric({ name, get } as never)
  }
  sum(total, 'counter', 'Requests by verb, resource and code.', () => sums.totals())
  sum(seconds, 'histogram', 'Time from arrival to the head of the reply.', () =>
    sums.durations(seconds),
  )
  return {
    registry,
    inflight: new prom.Gauge({
      name: 'apiserver_current_inflight_requests',
      help: 'Requests under way by kind.',
      labelNames: ['request_kind'],
      registers: [registry],
    }),
  }
}
