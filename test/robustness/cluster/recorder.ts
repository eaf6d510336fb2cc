// in: etcd's members → out: every change of the objects under test, from the first on. Never: a gap.
import { request } from 'node:https'
import type { Fact, Stored } from '../model/replay.ts'
import { linesTo } from '../traffic/wire.ts'
import { type Cluster, etcds } from './cluster.ts'

interface Event {
  readonly type?: 'DELETE'
  readonly kv: { readonly key: string; readonly value?: string; readonly mod_revision: string }
}

interface Message {
  readonly result?: {
    readonly header?: { readonly revision?: string }
    readonly canceled?: boolean
    readonly cancel_reason?: string
    readonly compact_revision?: string
    readonly events?: readonly Event[]
  }
}

/** Config maps: small, and nothing else writes them but for one of each namespace. */
const prefix = '/registry/configmaps/'
/** There is always traffic: silence means that this member is of no use. */
const silenceMaxMs = 2_000

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const plain = (text: string): string => Buffer.from(text, 'base64').toString()

export class Recorder {
  readonly facts: Fact[] = []
  /** Why the record cannot be trusted any more. */
  broken: string | undefined
  reached: number
  readonly #cluster: Cluster
  #member = 0
  #closed = false
  #stop: (() => void) | undefined

  constructor(cluster: Cluster, from: number) {
    this.#cluster = cluster
    this.reached = from - 1
    this.#open()
  }

  close(): void {
    this.#closed = true
    this.#stop?.()
  }

  #open(): void {
    if (this.#closed) return
    const host = this.#cluster.network.addressOf(etcds[this.#member++ % etcds.length] as string)
    const sent = request({
      host,
      port: 2379,
      method: 'POST',
      path: '/v3/watch',
      agent: false,
      ...this.#cluster.etcdTls,
    })
    let silence: NodeJS.Timeout
    const hear = (): void => {
      clearTimeout(silence)
      silence = setTimeout(() => sent.destroy(new Error('silence')), silenceMaxMs)
    }
    hear()
    this.#stop = () => sent.destroy()
    sent.on('response', (got) => {
      got.on(
        'data',
        linesTo((line) => {
          hear()
          this.#take(JSON.parse(line))
        }),
      )
      got.on('error', () => {})
    })
    sent.on('error', () => {})
    sent.on('close', () => {
      clearTimeout(silence)
      setTimeout(() => this.#open(), 50)
    })
    const range = { key: base64(prefix), range_end: base64('/registry/configmaps0') }
    sent.end(
      JSON.stringify({ create_request: { ...range, start_revision: `${this.reached + 1}` } }),
    )
  }

  #take({ result }: Message): void {
    if (result?.compact_revision !== undefined && result.compact_revision !== '0') {
      this.broken = `revision ${this.reached + 1} is compacted`
    }
    for (const event of result?.events ?? []) {
      const revision = Number(event.kv.mod_revision)
      if (revision <= this.reached) continue
      const key = plain(event.kv.key).slice(prefix.length)
      const now = event.type === 'DELETE' ? undefined : storedOf(key, plain(event.kv.value ?? ''))
      this.facts.push({ revision, key, now })
    }
    const last = result?.events?.at(-1)
    if (last !== undefined) this.reached = Math.max(this.reached, Number(last.kv.mod_revision))
  }
}

function storedOf(key: string, text: string): Stored {
  const { metadata = {}, data = {} } = JSON.parse(text)
  const [namespace = '', name = ''] = key.split('/')
  return {
    namespace,
    name,
    uid: metadata.uid ?? '',
    mark: data.mark ?? '',
    tier: metadata.labels?.tier ?? '',
  }
}
