// in: what happened → out: Prometheus text. Never: a label value that a client chose.
import type { Counter, Gauge, Histogram, Registry } from 'prom-client'

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
}

const requestLabels = ['verb', 'group', 'version', 'resource', 'subresource', 'scope'] as const
type RequestLabel = (typeof requestLabels)[number]

/** Bounds of request durations, as upstream's. */
const durationBuckets = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
  60,
]

interface Series {
  readonly registry: Registry
  readonly total: Counter<RequestLabel | 'code'>
  readonly seconds: Histogram<RequestLabel>
  readonly inflight: Gauge<'request_kind'>
}

/** Requests are counted in a plain map and handed to the library when somebody scrapes. */
export function createMetrics(): Metrics {
  const gauges: { name: string; help: string; read: () => number }[] = []
  const texts: (() => string)[] = []
  const pending: RequestMeasure[] = []
  const running = { readOnly: 0, mutating: 0 }
  let series: Promise<Series> | undefined
  const flush = async () => {
    series ??= load(gauges)
    const to = await series
    for (const measure of pending.splice(0)) observe(to, measure)
    to.inflight.set({ request_kind: 'readOnly' }, running.readOnly)
    to.inflight.set({ request_kind: 'mutating' }, running.mutating)
    return to
  }
  return {
    request(measure) {
      pending.push(measure)
      if (pending.length >= pendingMax) void flush()
    },
    inflight(readOnly, change) {
      running[readOnly ? 'readOnly' : 'mutating'] += change
    },
    gauge: (name, help, read) => gauges.push({ name, help, read }),
    text: (read) => texts.push(read),
    render: async () => {
      const own = await (await flush()).registry.metrics()
      return own + texts.map((read) => read()).join('')
    },
  }
}

/** Measures that wait for the library. */
const pendingMax = 4096

function observe(series: Series, measure: RequestMeasure): void {
  const { verb, group, version, resource, subresource, scope } = measure
  const labels = { verb, group, version, resource, subresource, scope }
  series.total.inc({ ...labels, code: String(measure.code) })
  series.seconds.observe(labels, measure.seconds)
}

/** The library is loaded on first use: a replica that starts has better things to do. */
async function load(
  gauges: readonly { name: string; help: string; read: () => number }[],
): Promise<Series> {
  const prom = await import('prom-client')
  const registry = new prom.Registry()
  prom.collectDefaultMetrics({ register: registry })
  for (const { name, help, read } of gauges) {
    const gauge: Gauge = new prom.Gauge({
      name,
      help,
      registers: [registry],
      collect: () => gauge.set(read()),
    })
  }
  return {
    registry,
    total: new prom.Counter({
      name: 'apiserver_request_total',
      help: 'Requests by verb, resource and code.',
      labelNames: [...requestLabels, 'code'],
      registers: [registry],
    }),
    seconds: new prom.Histogram({
      name: 'apiserver_request_duration_seconds',
      help: 'Time from arrival to the head of the reply.',
      labelNames: requestLabels,
      buckets: durationBuckets,
      registers: [registry],
    }),
    inflight: new prom.Gauge({
      name: 'apiserver_current_inflight_requests',
      help: 'Requests under way by kind.',
      labelNames: ['request_kind'],
      registers: [registry],
    }),
  }
}
