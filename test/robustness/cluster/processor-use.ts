// in: a cluster → out: the processor time that its programs and this one use, program by program. Linux only.
import { readFileSync } from 'node:fs'
import { cpuMs } from '../../load/process-use.ts'
import type { Cluster } from './cluster.ts'

const lookMs = 500

/** A balancer's work is done by a child of the process that was started. */
function withChildren(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return [
    pid,
    ...children
      .split(' ')
      .filter(Boolean)
      .flatMap((child) => withChildren(Number(child))),
  ]
}

/** Looks now and then, for programs end and start again: what one used last is missed. */
export class ProcessorUse {
  readonly #cluster: Cluster
  readonly #own = process.cpuUsage()
  readonly #sums = new Map<string, number>()
  readonly #lastMs = new Map<number, number>()
  readonly #timer: NodeJS.Timeout

  constructor(cluster: Cluster) {
    this.#cluster = cluster
    this.#look(false)
    this.#timer = setInterval(() => this.#look(true), lookMs)
  }

  /** Name → milliseconds, since the start; this program is `clients`. */
  stop(): ReadonlyMap<string, number> {
    clearInterval(this.#timer)
    this.#look(true)
    const { user, system } = process.cpuUsage(this.#own)
    return new Map([['clients', (user + system) / 1000], ...this.#sums])
  }

  /** What a process used before the first look does not count; of one that starts later, all. */
  #look(counts: boolean): void {
    for (const { name, pid } of this.#cluster.programs.values()) {
      if (pid === undefined) continue
      try {
        for (const one of withChildren(pid)) this.#add(name, one, counts)
      } catch {
        // It ended while we looked.
      }
    }
  }

  #add(name: string, pid: number, counts: boolean): void {
    const usedMs = cpuMs([pid])
    const before = this.#lastMs.get(pid) ?? 0
    this.#lastMs.set(pid, usedMs)
    if (counts) this.#sums.set(name, (this.#sums.get(name) ?? 0) + usedMs - before)
  }
}
