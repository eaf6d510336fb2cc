// in: results of health checks → out: Prometheus text of them: the last, and how many. Never: reasons.

/** Service level indicators: they cost a line a check, and may be scraped every few seconds. */
export interface HealthTally {
  /** `page` is `healthz`, `livez` or `readyz`. */
  note(page: string, check: string, passed: boolean): void
  render(): string
}

interface Record {
  readonly check: string
  readonly page: string
  last: boolean
  error: number
  success: number
}

export function createHealthTally(): HealthTally {
  const records = new Map<string, Record>()
  return {
    note(page, check, passed) {
      const key = `${check}\n${page}`
      let record = records.get(key)
      if (record === undefined) {
        record = { check, page, last: passed, error: 0, success: 0 }
        records.set(key, record)
      }
      record.last = passed
      record[passed ? 'success' : 'error']++
    },
    render() {
      const sorted = [...records].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record)
      return family(
        'kubernetes_healthcheck',
        'gauge',
        'Whether a health check passed when it was last asked.',
        sorted.map(({ check, page, last }) => [`name="${check}",type="${page}"`, last ? 1 : 0]),
      ).concat(
        family(
          'kubernetes_healthchecks_total',
          'counter',
          'How often health checks passed and failed.',
          sorted.flatMap(countsOf),
        ),
        family(
          'process_start_time_seconds',
          'gauge',
          'When the process began, in seconds since 1970.',
          [['', performance.timeOrigin / 1000]],
        ),
      )
    },
  }
}

type Sample = readonly [labels: string, value: number]

function countsOf(record: Record): Sample[] {
  const { check, page } = record
  return (['error', 'success'] as const)
    .filter((status) => record[status] > 0)
    .map((status) => [`name="${check}",status="${status}",type="${page}"`, record[status]])
}

function family(name: string, type: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return ''
  const lines = samples.map(([labels, value]) => {
    return `${name}${labels === '' ? '' : `{${labels}}`} ${value}\n`
  })
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}
