// in: what was measured → out: one line of a table each. Never: a pass or a fail.
export interface Figure {
  readonly name: string
  readonly count: number
  readonly perSecond: number
  readonly p50Ms?: number
  readonly p99Ms?: number
  /** Of all replicas together, for one operation. */
  readonly serverCpuUs?: number
  readonly etcdCpuUs?: number
  /** Of one replica, afterwards. */
  readonly memoryMiB?: number
}

const columns = ['per second', 'p50 ms', 'p99 ms', 'server us', 'etcd us', 'MiB'] as const

export function heading(): string {
  return ''.padEnd(28) + columns.map((name) => name.padStart(11)).join('')
}

export function line(figure: Figure): string {
  const { perSecond, p50Ms, p99Ms, serverCpuUs, etcdCpuUs, memoryMiB } = figure
  const cell = (value: number | undefined, digits: number) =>
    (value === undefined ? '-' : value.toFixed(digits)).padStart(11)
  const timed = cell(perSecond, 0) + cell(p50Ms, 1) + cell(p99Ms, 1)
  const used = cell(serverCpuUs, 1) + cell(etcdCpuUs, 1) + cell(memoryMiB, 0)
  return figure.name.padEnd(28) + timed + used
}
