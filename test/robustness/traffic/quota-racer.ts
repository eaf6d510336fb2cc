// in: one client and a namespace with a quota → out: creates against it, as fast as room is made. Never: a kept object.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Operation } from '../model/operation.ts'
import type { Journal } from './journal.ts'
import type { Random } from '../../harness/random.ts'
import { type Wire, WireError } from './wire.ts'
import { messageOf, pathOf } from './writer.ts'

export interface RacerWishes {
  readonly name: string
  readonly wire: () => Wire
  readonly journal: Journal
  readonly random: Random
  readonly namespace: string
  readonly pauseMs: number
}

export class QuotaRacer {
  readonly #wishes: RacerWishes
  readonly done: Promise<void>
  readonly #mine: string[] = []
  #over = false
  #count = 0

  constructor(wishes: RacerWishes) {
    this.#wishes = wishes
    this.done = this.#run()
  }

  stop(): Promise<void> {
    this.#over = true
    return this.done
  }

  async #run(): Promise<void> {
    const { random, pauseMs } = this.#wishes
    while (!this.#over) {
      const leave = this.#mine.length > 0 && random.next() < 0.4
      const freed = leave ? this.#mine.shift() : undefined
      if (freed !== undefined) await this.#delete(freed)
      else await this.#create()
      await sleep(pauseMs)
    }
  }

  async #create(): Promise<void> {
    const { name: client, journal, namespace } = this.#wishes
    const name = `${client}-${++this.#count}`
    const mark = journal.mark(client)
    const operation = journal.begin({ client, kind: 'create', key: `${namespace}/${name}`, mark })
    const metadata = { name, namespace }
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { mark } }
    await this.#ask(operation, 'POST', pathOf(namespace), body)
    // One that may be there is deleted later, too.
    if (operation.outcome !== 'refused') this.#mine.push(name)
  }

  async #delete(name: string): Promise<void> {
    const { name: client, journal, namespace } = this.#wishes
    const operation = journal.begin({ client, kind: 'delete', key: `${namespace}/${name}` })
    await this.#ask(operation, 'DELETE', `${pathOf(namespace)}/${name}`)
    if (operation.outcome === 'unknown') this.#mine.push(name)
  }

  async #ask(operation: Operation, method: string, path: string, body?: unknown): Promise<void> {
    try {
      const answer = await this.#wishes.wire().ask({ method, path, body, timeoutMs: 15_000 })
      operation.status = answer.status
      operation.saidMs = performance.now()
      if (answer.status >= 400) operation.trouble = messageOf(answer.text)
      if (answer.status < 500) {
        operation.endMs = performance.now()
        operation.outcome = answer.status < 300 ? 'ok' : 'refused'
        if (answer.status < 300 && operation.kind === 'create') {
          operation.revision = Number(JSON.parse(answer.text).metadata.resourceVersion)
        }
      }
    } catch (error) {
      operation.saidMs = performance.now()
      operation.trouble = (error as Error).message
      if (error instanceof WireError && error.unsent) {
        operation.outcome = 'refused'
        operation.endMs = performance.now()
      }
      await sleep(50)
    }
  }
}
