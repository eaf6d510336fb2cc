// in: one client and a seed → out: single-object requests one after another, each recorded. Never: two at once.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kind, Operation } from '../model/operation.ts'
import type { Journal } from './journal.ts'
import type { Random } from '../../harness/random.ts'
import { type Answer, type Wire, WireError } from './wire.ts'

export interface WriterWishes {
  readonly name: string
  readonly wire: () => Wire
  readonly journal: Journal
  readonly random: Random
  readonly namespaces: readonly string[]
  /** Milliseconds between two of its requests, at least. */
  readonly pauseMs: number
  /** Of all its requests; by default a third. */
  readonly readPart?: number
  /** Requests that slow answers held up are made up for, this much of them; by default a second's. */
  readonly catchUpMs?: number
}

const requestMs = 15_000
/** So many objects are alive at once in a namespace; names change, so that histories stay short. */
const names = 12
const secondsOfAName = 20
const catchUpDefaultMs = 1_000

export class Writer {
  readonly #wishes: WriterWishes
  /** key → newest revision that this client has seen. */
  readonly #seen = new Map<string, number>()
  #over = false
  readonly done: Promise<void>

  constructor(wishes: WriterWishes) {
    this.#wishes = wishes
    this.done = this.#run()
  }

  stop(): Promise<void> {
    this.#over = true
    return this.done
  }

  async #run(): Promise<void> {
    const { pauseMs, random, catchUpMs = catchUpDefaultMs } = this.#wishes
    let dueMs = performance.now() + random.whole(pauseMs)
    while (!this.#over) {
      await sleep(Math.max(1, dueMs - performance.now()))
      // Catches up with what a slow answer cost, but not with a whole fault.
      dueMs = Math.max(dueMs + pauseMs, performance.now() - catchUpMs)
      await this.#one()
    }
  }

  async #one(): Promise<void> {
    const { random, namespaces } = this.#wishes
    const namespace = random.pick(namespaces)
    const age = Math.floor(performance.now() / 1000 / secondsOfAName)
    const name = `n-${age}-${random.whole(names)}`
    const kind = pickKind(random, this.#wishes.readPart ?? 0.28)
    if (kind === 'list') await this.#list(namespace)
    else if (kind === 'get') await this.#get(namespace, name)
    else await this.#write(kind, namespace, name)
  }

  async #ask(operation: Operation, method: string, path: string, body?: unknown, type?: string) {
    const { wire } = this.#wishes
    let answer: Answer | undefined
    try {
      answer = await wire().ask({ method, path, body, type, timeoutMs: requestMs })
      operation.status = answer.status
    } catch (error) {
      operation.saidMs = performance.now()
      operation.trouble = (error as Error).message
      // No read has an effect.
      const harmless = operation.kind === 'get' || operation.kind === 'list'
      if (harmless || (error instanceof WireError && error.unsent)) operation.outcome = 'refused'
      operation.endMs = operation.outcome === 'refused' ? performance.now() : operation.endMs
      await sleep(20)
      return undefined
    }
    operation.saidMs = performance.now()
    if (answer.status < 300) operation.outcome = 'ok'
    else if (answer.status < 500) operation.outcome = 'refused'
    // After such an answer a write may still happen: the server may have lost sight of it.
    if (answer.status >= 400) operation.trouble = messageOf(answer.text)
    if (answer.status < 500) operation.endMs = performance.now()
    return answer
  }

  async #get(namespace: string, name: string): Promise<void> {
    const { random, journal, name: client } = this.#wishes
    const key = `${namespace}/${name}`
    const seen = this.#seen.get(key) ?? 0
    const way = random.next()
    const asked = way < 0.7 ? '' : way < 0.85 ? '0' : `${seen}`
    const operation = journal.begin({ client, kind: 'get', key, asked })
    const query = asked === '' ? '' : `?resourceVersion=${asked}`
    const answer = await this.#ask(operation, 'GET', `${pathOf(namespace)}/${name}${query}`)
    if (answer?.status === 200) this.#read(operation, answer.text)
  }

  async #list(namespace: string): Promise<void> {
    const { random, journal, name: client } = this.#wishes
    const way = random.next()
    const asked = way < 0.75 ? '' : '0'
    const operation = journal.begin({ client, kind: 'list', key: namespace, asked })
    const items = new Map<string, readonly [string, number]>()
    const page = way < 0.25 ? 'limit=5&' : ''
    let more = ''
    do {
      const query = `?${page}${more === '' ? `resourceVersion=${asked}` : `continue=${more}`}`
      const answer = await this.#ask(operation, 'GET', `${pathOf(namespace)}${query}`)
      if (answer?.status !== 200) return
      const list = journal.parse(answer.text, `list ${namespace} of ${client}`)
      if (list === undefined) return
      const revision = Number(list.metadata.resourceVersion)
      if (operation.revision !== undefined && operation.revision !== revision) {
        operation.trouble = `the revision of pages went from ${operation.revision} to ${revision}`
      }
      operation.revision = revision
      for (const { metadata, data } of list.items) {
        items.set(metadata.name, [data?.mark ?? '', Number(metadata.resourceVersion)])
      }
      more = encodeURIComponent(list.metadata.continue ?? '')
    } while (more !== '')
    operation.items = items
  }

  async #write(kind: Kind, namespace: string, name: string): Promise<void> {
    const { random, journal, name: client } = this.#wishes
    const key = `${namespace}/${name}`
    const mark = kind === 'delete' ? undefined : journal.mark(client)
    const seen = this.#seen.get(key)
    const expects =
      kind === 'update' || (kind === 'delete' && random.next() < 0.5) ? seen : undefined
    if (kind === 'update' && expects === undefined) return this.#get(namespace, name)
    const operation = journal.begin({ client, kind, key, mark, expects })
    const tier = random.pick(['a', 'b'])
    const metadata = { name, namespace, labels: { tier } }
    const whole = { apiVersion: 'v1', kind: 'ConfigMap', data: { mark } }
    const one = `${pathOf(namespace)}/${name}`
    let answer: Answer | undefined
    if (kind === 'create') {
      answer = await this.#ask(operation, 'POST', pathOf(namespace), { ...whole, metadata })
    } else if (kind === 'update') {
      const body = { ...whole, metadata: { ...metadata, resourceVersion: `${expects}` } }
      answer = await this.#ask(operation, 'PUT', one, body)
    } else if (kind === 'patch') {
      const body = { data: { mark }, metadata: { labels: { tier } } }
      answer = await this.#ask(operation, 'PATCH', one, body, 'application/merge-patch+json')
    } else {
      const preconditions = expects === undefined ? {} : { resourceVersion: `${expects}` }
      answer = await this.#ask(operation, 'DELETE', one, { preconditions })
    }
    if (kind === 'delete' || answer === undefined) this.#seen.delete(key)
    else if (operation.outcome === 'ok') this.#read(operation, answer.text)
    else this.#seen.delete(key)
  }

  #read(operation: Operation, text: string): void {
    const { journal, name } = this.#wishes
    const object = journal.parse(text, `${operation.kind} ${operation.key} of ${name}`)
    if (object === undefined) return
    const { metadata, data } = object
    operation.revision = Number(metadata.resourceVersion)
    operation.seen = data?.mark ?? ''
    this.#seen.set(operation.key, operation.revision)
  }
}

function pickKind(random: Random, readPart: number): Kind {
  if (random.next() < readPart) return random.next() < 0.8 ? 'get' : 'list'
  const way = random.next()
  if (way < 0.33) return 'create'
  if (way < 0.66) return 'update'
  return way < 0.86 ? 'patch' : 'delete'
}

export function pathOf(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/configmaps`
}

export function messageOf(text: string): string {
  try {
    return `${JSON.parse(text).message}`.slice(0, 300)
  } catch {
    return text.slice(0, 300)
  }
}
