// in: plans → out: running processes that are watched over, until they are stopped. A life.
import { readFileSync } from 'node:fs'
import { UsageError } from '@binnacle/flags'
import { Child, type ChildPlan } from './child.ts'

export interface ClusterEvents {
  etcdStarted(pid: number): void
  died(name: string, how: string, inMs: number): void
  back(name: string): void
}

const replicaGraceMs = 20_000
const etcdGraceMs = 10_000

export class Cluster {
  readonly replicas: readonly Child[]
  readonly #ready = new Set<Child>()
  readonly #events: ClusterEvents
  readonly #allReady = Promise.withResolvers<void>()
  #etcd: Child | undefined
  #up = false

  constructor(replicas: readonly ChildPlan[], events: ClusterEvents) {
    this.#events = events
    this.replicas = replicas.map((plan) => this.#child(plan))
  }

  startEtcd(plan: ChildPlan): void {
    this.#etcd = this.#child(plan)
    this.#etcd.start()
  }

  startReplicas(): void {
    for (const replica of this.replicas) replica.start()
  }

  /** Resolves when every replica is ready; rejects when one of them, or etcd, gave up. */
  ready(): Promise<void> {
    return this.#allReady.promise
  }

  /** Replicas first: they may still write. */
  async stop(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.stop(replicaGraceMs)))
    await this.#etcd?.stop(etcdGraceMs)
  }

  #child(plan: ChildPlan): Child {
    return new Child(plan, {
      started: (child, pid) => {
        if (child === this.#etcd) this.#events.etcdStarted(pid)
      },
      ready: (child) => {
        if (this.#up) this.#events.back(child.plan.name)
        this.#ready.add(child)
        if (!this.replicas.every((replica) => this.#ready.has(replica))) return
        this.#up = true
        this.#etcd?.proved()
        this.#allReady.resolve()
      },
      died: (child, how, inMs) => this.#events.died(child.plan.name, how, inMs),
      failed: (child) => this.#allReady.reject(new UsageError(lastWords(child.plan))),
    })
  }
}

/** What a process that could not start said last. */
function lastWords({ name, logFile }: ChildPlan): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n')
  const told = (line: string) => /^(apiserver: |\w*Error\b)/.test(line)
  const last = lines.findLast(told) ?? lines.at(-1) ?? ''
  const words = last.replace(/^apiserver: /, '')
  let message = words
  try {
    const { msg, error } = JSON.parse(words) as { msg?: string; error?: string }
    message = [msg, error].filter(Boolean).join(': ')
  } catch {
    // Not a line of JSON.
  }
  return `${name} did not start: ${message} (all of it: ${logFile})`
}
