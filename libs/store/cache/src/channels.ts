// in: classes of watchers of one resource → out: those that a change may concern.
// Never: asking all of them.
import type { ResourceShape } from '@binnacle/objects'
import type { Change } from './change.ts'
import { Channel } from './channel.ts'
import { type Wanted, wantedField, wantedKey, wantedLabel, wantedName } from './matcher.ts'
import type { CachedObject } from './cached-object.ts'

/** Where a channel is found: under one key of one index. */
type Bucket = readonly [index: string, value: string]

function bucketOf(wanted: Wanted): Bucket {
  const name = wantedName(wanted)
  if (name !== undefined) return ['name', name]
  const field = wantedField(wanted)
  if (field !== undefined) return [`field ${field[0]}`, field[1]]
  const label = wantedLabel(wanted)
  if (label !== undefined) return [`label ${label[0]}`, label[1]]
  return ['namespace', wanted.namespace]
}

type Index = Map<string, Set<Channel>>

export class Channels {
  readonly #byKey = new Map<string, Channel>()
  readonly #indexes = new Map<string, Index>()

  get all(): Iterable<Channel> {
    return this.#byKey.values()
  }

  open(wanted: Wanted): Channel {
    const key = wantedKey(wanted)
    const known = this.#byKey.get(key)
    if (known !== undefined) return known
    const channel = new Channel(wanted)
    this.#byKey.set(key, channel)
    const [name, value] = bucketOf(wanted)
    const index: Index = this.#indexes.get(name) ?? new Map()
    this.#indexes.set(name, index)
    const bucket = index.get(value) ?? new Set()
    index.set(value, bucket)
    bucket.add(channel)
    return channel
  }

  /** Forgets a channel without readers. */
  release(channel: Channel): void {
    if (channel.readers.size > 0) return
    const key = wantedKey(channel.wanted)
    if (this.#byKey.get(key) !== channel) return
    this.#byKey.delete(key)
    const [name, value] = bucketOf(channel.wanted)
    const index = this.#indexes.get(name)
    const bucket = index?.get(value)
    bucket?.delete(channel)
    if (bucket?.size === 0) index?.delete(value)
    if (index?.size === 0) this.#indexes.delete(name)
  }

  /** The channels that a change may concern, each once. */
  concerned(change: Change): Iterable<Channel> {
    if (this.#byKey.size === 0) return []
    const found = new Set<Channel>()
    const { before, after, shape } = change
    for (const [name, index] of this.#indexes) {
      const read = readerOf(name, shape)
      const values = new Set<string>(name === 'namespace' ? [''] : [])
      if (before !== undefined) values.add(read(before))
      if (after !== undefined) values.add(read(after))
      for (const value of values) {
        for (const channel of index.get(value) ?? []) found.add(channel)
      }
    }
    return found
  }
}

function readerOf(index: string, shape: ResourceShape): (object: CachedObject) => string {
  if (index === 'name') return (object) => object.name
  if (index === 'namespace') return (object) => object.namespace
  const space = index.indexOf(' ')
  const of = index.slice(space + 1)
  if (index.startsWith('field')) return (object) => object.fields(shape)[of] ?? ''
  return (object) => {
    const labels = object.labels()
    return labels !== undefined && Object.hasOwn(labels, of) ? (labels[of] as string) : ''
  }
}
