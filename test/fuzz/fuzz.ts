// in: a server's port, how many objects and a seed → out: what it answered, and what it must not have.
// Never: a start or an end of the server.
import { builtins, type ResourceDef } from '@binnacle/catalogue'
import { type Answered, type Asked, type Asker, createAsker } from './ask.ts'
import { faultOf, type Finding } from './fault.ts'
import { life } from './lives.ts'
import { randomOf } from '../harness/random.ts'

export interface FuzzWishes {
  readonly port: number
  readonly objects: number
  readonly seed: number
  readonly concurrency?: number
  progress?(done: number): void
  /** Asked before each object: it ends early, with a report of what was. */
  isOver?(): boolean
}

export interface FuzzReport {
  readonly objects: number
  readonly requests: number
  /** By status code. */
  readonly statuses: Readonly<Record<string, number>>
  /** Answers that the reference does not give, lost connections, requests that stall others. */
  readonly findings: readonly Finding[]
  /** The longest of the slowest requests, alone and at the best of three times. Milliseconds. */
  readonly slowestMs: number
}

const stallMs = 250
const slowKept = 40

class Run {
  readonly statuses: Record<string, number> = {}
  readonly findings: Finding[] = []
  requests = 0
  #slow: { asked: Asked; ms: number; seed: number }[] = []
  readonly #asker: Asker

  constructor(asker: Asker) {
    this.#asker = asker
  }

  async live(def: ResourceDef, index: number, seed: number): Promise<void> {
    const steps = life(randomOf(seed), def, index)
    let step = steps.next()
    while (!step.done) {
      const asked = step.value
      const answer = await this.#asker.ask(asked).catch((error: Error) => {
        return { status: 0, text: String(error), ms: 0 }
      })
      this.#note(asked, answer, seed)
      if (answer.status === 0) return
      step = steps.next(answer)
    }
  }

  #note(asked: Asked, answer: Answered, seed: number): void {
    this.requests++
    this.statuses[answer.status] = (this.statuses[answer.status] ?? 0) + 1
    const fault = answer.status === 0 ? 'a lost connection' : faultOf(answer)
    if (fault) this.#found(fault, asked, answer.text, seed)
    const least = this.#slow[slowKept - 1]?.ms ?? 0
    if (answer.ms <= least) return
    this.#slow.push({ asked, ms: answer.ms, seed })
    this.#slow.sort((a, b) => b.ms - a.ms)
    this.#slow.length = Math.min(this.#slow.length, slowKept)
  }

  #found(what: string, asked: Asked, answer: string, seed: number): void {
    this.findings.push({ what, seed, asked, answer: answer.slice(0, 500) })
  }

  /** A machine that is busy makes all requests slow; one that stalls the server is slow again. */
  async askSlowAgain(): Promise<number> {
    let slowest = 0
    for (const { asked, seed } of this.#slow) {
      let best = Number.POSITIVE_INFINITY
      for (let tries = 0; tries < 3; tries++) {
        const answer = await this.#asker.ask(asked).catch(() => undefined)
        if (answer) best = Math.min(best, answer.ms)
      }
      if (best === Number.POSITIVE_INFINITY) continue
      slowest = Math.max(slowest, best)
      if (best > stallMs) this.#found(`${best.toFixed(0)} ms`, asked, '', seed)
    }
    return slowest
  }
}

export async function fuzz(wishes: FuzzWishes): Promise<FuzzReport> {
  const { port, objects, seed, concurrency = 4 } = wishes
  const asker = createAsker(port)
  const run = new Run(asker)
  const defs = builtins.all().filter((def) => def.verbs.includes('create'))
  // Without one, pods wait for it as on the reference, and are refused.
  const account = JSON.stringify({ metadata: { name: 'default' } })
  const accounts = '/api/v1/namespaces/default/serviceaccounts'
  await asker.ask({ method: 'POST', path: accounts, body: account })
  let next = 0
  const worker = async () => {
    while (next < objects && !wishes.isOver?.()) {
      const index = next++
      const def = defs[index % defs.length] as ResourceDef
      await run.live(def, index, seed + index)
      if (index % 1000 === 0) wishes.progress?.(index)
    }
  }
  try {
    await Promise.all(Array.from({ length: concurrency }, worker))
    const slowestMs = await run.askSlowAgain()
    const { requests, statuses, findings } = run
    return { objects: next, requests, statuses, findings, slowestMs }
  } finally {
    asker.close()
  }
}
