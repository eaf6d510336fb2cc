// in: requests as they end → out: their numbers and durations, added up. Never: Prometheus text.
import type { RequestMeasure } from './metrics.ts'

/** Bounds of request durations in seconds, as upstream's. */
const bounds = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
  60,
]

type Labels = Omit<RequestMeasure, 'code' | 'seconds'>

interface Sum {
  readonly labels: Labels
  /** Requests in each bucket, and behind them those above all bounds. */
  readonly buckets: Float64Array
  readonly codes: Map<number, number>
  seconds: number
}

/** All requests of one kind since the start. */
export interface RequestSum {
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource: string
  requests: number
  /** Those that were answered with 400 and above. */
  failed: number
  seconds: number
}

interface Value {
  readonly metricName?: string
  readonly labels: Record<string, string | number>
  readonly value: number
}

/** Adding one makes no garbage worth the name: it is done for every request. */
export class RequestSums {
  readonly #sums = new Map<string, Sum>()

  add(measure: RequestMeasure): void {
    const { verb, group, version, resource, subresource, scope, code, seconds } = measure
    const key = `${verb} ${group} ${version} ${resource} ${subresource} ${scope}`
    let sum = this.#sums.get(key)
    if (sum === undefined) {
      const labels = { verb, group, version, resource, subresource, scope }
      const buckets = new Float64Array(bounds.length + 1)
      sum = { labels, buckets, codes: new Map(), seconds: 0 }
      this.#sums.set(key, sum)
    }
    let at = 0
    while (at < bounds.length && seconds > (bounds[at] as number)) at++
    sum.buckets[at] = (sum.buckets[at] as number) + 1
    sum.codes.set(code, (sum.codes.get(code) ?? 0) + 1)
    sum.seconds += seconds
  }

  totals(): Value[] {
    return [...this.#sums.values()].flatMap(({ labels, codes }) =>
      [...codes].map(([code, value]) => ({ labels: { ...labels, code: String(code) }, value })),
    )
  }

  /** Scopes and versions together. */
  kinds(): RequestSum[] {
    const byKind = new Map<string, RequestSum>()
    for (const { labels, codes, seconds } of this.#sums.values()) {
      const { verb, group, resource, subresource } = labels
      const key = `${verb} ${group} ${resource} ${subresource}`
      let kind = byKind.get(key)
      if (kind === undefined) {
        kind = { verb, group, resource, subresource, requests: 0, failed: 0, seconds: 0 }
        byKind.set(key, kind)
      }
      kind.seconds += seconds
      for (const [code, count] of codes) {
        kind.requests += count
        if (code >= 400) kind.failed += count
      }
    }
    return [...byKind.values()]
  }

  durations(name: string): Value[] {
    return [...this.#sums.values()].flatMap((sum) => durationsOf(sum, name))
  }
}

function durationsOf({ labels, buckets, seconds }: Sum, name: string): Value[] {
  const values: Value[] = []
  let count = 0
  for (const [at, inBucket] of buckets.entries()) {
    count += inBucket
    const le = bounds[at] ?? '+Inf'
    values.push({ metricName: `${name}_bucket`, labels: { le, ...labels }, value: count })
  }
  values.push({ metricName: `${name}_sum`, labels: { ...labels }, value: seconds })
  values.push({ metricName: `${name}_count`, labels: { ...labels }, value: count })
  return values
}
