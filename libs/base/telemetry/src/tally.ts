// in: what happened, often → out: counters and histograms as Prometheus text. Never: a look-up on a hot path.

/** One series: resolve it once where things happen often. */
export interface Cell {
  add(value: number): void
}

export interface Tally {
  /** By the values of the labels, in their order. */
  cell(...values: string[]): Cell
  /** Nothing while nothing was counted. */
  render(): string
}

export interface TallyWords {
  readonly name: string
  readonly help: string
  readonly labels: readonly string[]
}

/** What lies beyond is not told apart any more: labels may hold names that somebody chose. */
const seriesMax = 2_000

interface Shown extends Cell {
  lines(labels: string): string[]
}

function tally({ name, help, labels }: TallyWords, type: string, make: () => Shown): Tally {
  const cells = new Map<string, Shown>()
  const spare = make()
  return {
    cell(...values) {
      const shown = labels.map((label, at) => `${label}=${JSON.stringify(values[at] ?? '')}`)
      const key = shown.join(',')
      let cell = cells.get(key)
      if (cell !== undefined) return cell
      if (cells.size >= seriesMax) return spare
      cell = make()
      cells.set(key, cell)
      return cell
    },
    render() {
      const lines = [...cells].flatMap(([key, cell]) => cell.lines(key))
      if (lines.length === 0) return ''
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('\n')}\n`
    },
  }
}

export function counterTally(words: TallyWords): Tally {
  return tally(words, 'counter', () => {
    let sum = 0
    return {
      add(value) {
        sum += value
      },
      lines: (labels) => (sum === 0 ? [] : [`${words.name}{${labels}} ${sum}`]),
    }
  })
}

/** Values are seconds, as the buckets are. */
export function histogramTally(words: TallyWords, buckets: readonly number[]): Tally {
  return tally(words, 'histogram', () => {
    const counts = new Float64Array(buckets.length)
    let sum = 0
    let count = 0
    return {
      add(value) {
        sum += value
        count++
        for (let at = buckets.length - 1; at >= 0 && value <= (buckets[at] as number); at--) {
          counts[at] = (counts[at] as number) + 1
        }
      },
      lines(labels) {
        if (count === 0) return []
        const bucket = (bound: string, held: number) =>
          `${words.name}_bucket{${labels},le="${bound}"} ${held}`
        return [
          ...buckets.map((bound, at) => bucket(String(bound), counts[at] as number)),
          bucket('+Inf', count),
          `${words.name}_sum{${labels}} ${sum}`,
          `${words.name}_count{${labels}} ${count}`,
        ]
      },
    }
  })
}
