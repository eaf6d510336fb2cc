// in: one client and a namespace → out: a copy of what is there, kept as client-go's reflector keeps it.
import { setTimeout as sleep } from 'node:timers/promises'
import type { InformerRecord } from '../model/watch-record.ts'
import type { Journal } from './journal.ts'
import type { Random } from '../../harness/random.ts'
import { type Listening, type Wire, WireError } from './wire.ts'
import { messageOf, pathOf } from './writer.ts'

export interface InformerWishes {
  readonly name: string
  readonly wire: () => Wire
  readonly journal: Journal
  readonly random: Random
  readonly namespace: string
  /** Lists by a watch with initial events. */
  readonly streams: boolean
}

const graceMs = 6_000

export class Informer {
  readonly record: InformerRecord
  readonly #wishes: InformerWishes
  readonly done: Promise<void>
  #over = false
  #listening: Listening | undefined
  /** Where to begin: after a 410 the newest is asked for, else at least what it had. */
  #fresh = false
  #synced = false

  constructor(wishes: InformerWishes) {
    this.#wishes = wishes
    const { name, namespace, journal } = wishes
    this.record = { client: name, namespace, revision: 0, store: new Map(), lists: 0, wrong: [] }
    journal.informers.push(this.record)
    this.done = this.#run()
  }

  get reached(): number {
    return this.record.revision
  }

  stop(): Promise<void> {
    this.#over = true
    this.#listening?.close()
    return this.done
  }

  async #run(): Promise<void> {
    while (!this.#over) {
      if (!this.#synced && !this.#wishes.streams) await this.#list()
      if (this.#synced || this.#wishes.streams) await this.#watch()
      await sleep(this.#synced ? 20 : 100)
    }
  }

  async #list(): Promise<void> {
    const { record } = this
    const asked = this.#fresh ? '' : `${record.revision}`
    const path = `${pathOf(this.#wishes.namespace)}?resourceVersion=${asked}`
    try {
      const answer = await this.#wishes.wire().ask({ method: 'GET', path, timeoutMs: 10_000 })
      if (answer.status === 410) this.#fresh = true
      // 504: this replica is behind what was seen elsewhere; client-go asks again.
      if (answer.status !== 200) return
      const list = this.#wishes.journal.parse(answer.text, `list of ${record.client}`)
      if (list === undefined) return
      const revision = Number(list.metadata.resourceVersion)
      if (revision < record.revision) {
        record.wrong.push(`a list at ${revision} after ${record.revision}, asked for ${asked}`)
      }
      record.store.clear()
      for (const { metadata, data } of list.items) record.store.set(metadata.name, data?.mark ?? '')
      record.revision = revision
      record.lists++
      this.#synced = true
      this.#fresh = false
    } catch (error) {
      if (!(error instanceof WireError)) throw error
    }
  }

  async #watch(): Promise<void> {
    const { record } = this
    const streaming = !this.#synced
    const seconds = 10 + this.#wishes.random.whole(20)
    const start = streaming ? (this.#fresh ? '' : `${record.revision || ''}`) : `${record.revision}`
    const initial = streaming ? '&sendInitialEvents=true&resourceVersionMatch=NotOlderThan' : ''
    const query = `watch=1&allowWatchBookmarks=true&timeoutSeconds=${seconds}&resourceVersion=${start}${initial}`
    const draft = streaming ? new Map<string, string>() : undefined
    const { promise, resolve } = Promise.withResolvers<void>()
    let status = 0
    const listening = this.#wishes.wire().listen(`${pathOf(this.#wishes.namespace)}?${query}`, {
      start: (given) => (status = given),
      line: (text) => {
        if (status === 200) this.#hear(text, draft)
        else this.#refused(status, text)
      },
      end: () => resolve(),
    })
    this.#listening = listening
    const late = setTimeout(() => listening.close(), seconds * 1000 + graceMs)
    await promise
    clearTimeout(late)
  }

  #hear(text: string, draft: Map<string, string> | undefined): void {
    const { record } = this
    const { type, object } = JSON.parse(text)
    if (type === 'ERROR') {
      this.#refused(object.code, text)
      return
    }
    const { name, resourceVersion, annotations } = object.metadata
    const revision = Number(resourceVersion)
    const store = this.#synced ? record.store : (draft as Map<string, string>)
    if (type === 'DELETED') store.delete(name)
    else if (type !== 'BOOKMARK') store.set(name, object.data?.mark ?? '')
    if (this.#synced) {
      if (revision < record.revision) {
        record.wrong.push(`${type} ${name} at ${revision} after ${record.revision}`)
      }
      record.revision = revision
    } else if (annotations?.['k8s.io/initial-events-end'] === 'true') {
      if (revision < record.revision) {
        record.wrong.push(`initial events end at ${revision} after ${record.revision}`)
      }
      record.store.clear()
      for (const entry of store) record.store.set(...entry)
      record.revision = revision
      record.lists++
      this.#synced = true
      this.#fresh = false
    }
  }

  #refused(status: number, text: string): void {
    if (status === 410) {
      this.#fresh = true
      this.#synced = false
    } else if (status < 500 && status !== 429) {
      this.record.wrong.push(`${status}: ${messageOf(text)}`)
    }
  }
}
