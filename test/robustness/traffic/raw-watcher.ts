// in: one client and a filter → out: watches from old and new revisions, every line recorded. Never: a relist
// unless it is told that it is too late.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Filter } from '../model/replay.ts'
import type { Segment, WatchRecord } from '../model/watch-record.ts'
import type { Journal } from './journal.ts'
import type { Random } from '../../harness/random.ts'
import { type Listening, type Wire, WireError } from './wire.ts'
import { messageOf, pathOf } from './writer.ts'

export interface WatcherWishes {
  readonly name: string
  readonly wire: () => Wire
  readonly journal: Journal
  readonly random: Random
  readonly filter: Filter
  /** It stops reading for a while now and then. */
  readonly slow: boolean
}

const graceMs = 6_000

export class RawWatcher {
  readonly record: WatchRecord
  readonly #wishes: WatcherWishes
  readonly done: Promise<void>
  #over = false
  #listening: Listening | undefined
  /** Everything up to it was told. */
  #reached = 0

  constructor(wishes: WatcherWishes) {
    this.#wishes = wishes
    const { name, filter, journal } = wishes
    this.record = { client: name, filter, segments: [], expired: 0, wrong: [] }
    journal.watches.push(this.record)
    this.done = this.#run()
  }

  get reached(): number {
    return this.#reached
  }

  stop(): Promise<void> {
    this.#over = true
    this.#listening?.close()
    return this.done
  }

  async #run(): Promise<void> {
    const { random, slow } = this.#wishes
    while (!this.#over) {
      if (this.#reached === 0) await this.#relist()
      if (this.#reached === 0) {
        await sleep(100)
        continue
      }
      // Now and then from further back: what was told before must be told again, the same.
      const back = random.next() < 0.3 && !slow ? random.whole(100) : 0
      await this.#watch(Math.max(1, this.#reached - back))
      await sleep(20)
    }
  }

  async #relist(): Promise<void> {
    const { wire, filter } = this.#wishes
    try {
      const path = `${pathOf(filter.namespace)}?limit=1`
      const answer = await wire().ask({ method: 'GET', path, timeoutMs: 10_000 })
      if (answer.status !== 200) return
      this.#reached = Number(JSON.parse(answer.text).metadata.resourceVersion)
    } catch (error) {
      if (!(error instanceof WireError)) throw error
    }
  }

  async #watch(from: number): Promise<void> {
    const { wire, filter, random, slow } = this.#wishes
    const segment: Segment = { from, initial: false, heard: [] }
    this.record.segments.push(segment)
    const seconds = 10 + random.whole(20)
    const selector = filter.tier === '' ? '' : `&labelSelector=tier%3D${filter.tier}`
    const query = `watch=1&resourceVersion=${from}&allowWatchBookmarks=true&timeoutSeconds=${seconds}`
    const { promise, resolve } = Promise.withResolvers<void>()
    let status = 0
    const listening = wire().listen(`${pathOf(filter.namespace)}?${query}${selector}`, {
      start: (given) => (status = given),
      line: (text) => {
        if (status === 200) this.#hear(segment, text)
        else this.#refused(status, text)
      },
      end: () => resolve(),
    })
    this.#listening = listening
    const late = setTimeout(() => listening.close(), seconds * 1000 + graceMs)
    const still = slow ? this.#dawdle(listening) : undefined
    await promise
    clearTimeout(late)
    clearInterval(still)
  }

  #dawdle(listening: Listening): NodeJS.Timeout {
    return setInterval(() => {
      listening.pause()
      setTimeout(() => listening.resume(), 2_000 + this.#wishes.random.whole(3_000))
    }, 7_000)
  }

  #hear(segment: Segment, text: string): void {
    const { type, object } = JSON.parse(text)
    if (type === 'ERROR') {
      this.#refused(object.code, text)
      return
    }
    const revision = Number(object.metadata.resourceVersion)
    const mark = object.data?.mark ?? ''
    segment.heard.push({ type, revision, name: object.metadata.name ?? '', mark })
    if (revision > this.#reached) this.#reached = revision
  }

  #refused(status: number, text: string): void {
    if (status === 410) {
      this.record.expired++
      this.#reached = 0
    } else if (status < 500 && status !== 429) {
      this.record.wrong.push(`${status}: ${messageOf(text)}`)
    }
  }
}
