// in: watchers and writes → out: how many events came, and how long the last watcher waited for each.
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from './client.ts'
import { configMap } from './objects.ts'
import type { Target } from './target.ts'
import { namespace } from './workloads.ts'

export interface FanOut {
  readonly watchers: number
  readonly writes: number
  readonly query: (watcher: number) => string
  /** Events that all watchers together are to get. */
  readonly events: number
}

const everyMs = 20
const patienceMs = 60_000
const path = `/api/v1/namespaces/${namespace}/configmaps`
const lineBreak = 10

/** Tells the number of events that came; `ready` is called when all watches stand. */
export async function fanOut(target: Target, plan: FanOut, ready: () => void): Promise<number> {
  const client = new Client(target, 2)
  let came = 0
  const seen = (chunk: Buffer) => {
    for (const byte of chunk) if (byte === lineBreak) came++
  }
  try {
    const name = `fan-${process.pid}`
    await client.send({ method: 'POST', path, body: configMap(name, 0) })
    // The state at hand comes first and is not counted: it is the same for every server.
    const watch = (i: number) => client.follow(`${path}?watch=1${plan.query(i)}`, seen)
    await Promise.all(Array.from({ length: plan.watchers }, (_, i) => watch(i)))
    await quiet(() => came)
    ready()
    const before = came
    for (let i = 1; i <= plan.writes; i++) {
      await client.send({ method: 'PUT', path: `${path}/${name}`, body: configMap(name, i) })
      await sleep(everyMs)
    }
    const giveUpMs = performance.now() + patienceMs
    while (came - before < plan.events && performance.now() < giveUpMs) await sleep(5)
    return came - before
  } finally {
    client.close()
  }
}

async function quiet(count: () => number): Promise<void> {
  let last = -1
  while (count() !== last) {
    last = count()
    await sleep(500)
  }
}
