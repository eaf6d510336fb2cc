// in: a place → out: tries of a read-change-write, each with one compare-and-swap.
// Never: a blind write.
import { setImmediate as aTurn } from 'node:timers/promises'
import type { KeyValue } from '@binnacle/etcd'
import type { KubeObject } from '@binnacle/meta'
import { encodeObject } from './json-object.ts'
import { limits } from './limits.ts'
import type { Attempt, Place, StoredObject, WriteOptions } from './object-store.ts'
import type { Lost, Writer, Written } from './writer.ts'

export interface Origin {
  readonly current: StoredObject | undefined
  readonly fresh: boolean
}

/** What a store adds to the tries: where states come from and what becomes of them. */
export interface AttemptSource {
  readonly writer: Writer
  /** Perhaps not the newest. */
  first(): Promise<Origin> | Origin
  /** From etcd itself, or proved to be as new. */
  newest(): Promise<StoredObject | undefined>
  /** What etcd answered a lost try with. */
  seen(kv: KeyValue | undefined, revision: number): StoredObject | undefined
  written(plain: Buffer, revision: number, options: WriteOptions): StoredObject
  removed(current: StoredObject, revision: number): StoredObject
  /** Whether writing these bytes would change nothing. */
  equals(current: StoredObject, plain: Buffer, next: KubeObject): boolean
  /** `write` is the call under way: a store may learn from when it began and ended. */
  around<T extends { readonly revision: number }>(write: () => Promise<T>): Promise<T>
}

/** One try. Ends by a swap, a removal or a retry; each leaves the origin of the next. */
class Try implements Attempt {
  readonly current: StoredObject | undefined
  readonly fresh: boolean
  readonly #source: AttemptSource
  readonly #place: Place
  sent = false
  next: Origin | undefined

  constructor(source: AttemptSource, place: Place, origin: Origin) {
    this.#source = source
    this.#place = place
    this.current = origin.current
    this.fresh = origin.fresh
  }

  retry(): void {
    this.next = undefined
  }

  async swap(next: KubeObject, options: WriteOptions = {}): Promise<StoredObject | undefined> {
    const source = this.#source
    const plain = encodeObject(next)
    // To compare and to send what is large takes as long again.
    if (plain.length >= limits.turnFromBytes) await aTurn()
    const { current } = this
    if (current !== undefined && source.equals(current, plain, next)) {
      if (this.fresh) return current
      const newest = await source.newest()
      if (newest?.revision === current.revision) return newest
      this.next = { current: newest, fresh: true }
      return undefined
    }
    const expected = current?.revision ?? 0
    const sending = () => this.#send()
    const write = () => source.writer.put(this.#place, expected, plain, { ...options, sending })
    const outcome = await source.around(write)
    if (outcome.written) return source.written(plain, outcome.revision, options)
    this.#lose(outcome)
    return undefined
  }

  async remove(options: WriteOptions = {}): Promise<StoredObject | undefined> {
    const { current } = this
    if (current === undefined) return undefined
    const source = this.#source
    const sending = () => this.#send()
    const write = () => source.writer.remove(this.#place, current.revision, { ...options, sending })
    const outcome: Written | Lost = await source.around(write)
    if (outcome.written) return source.removed(current, outcome.revision)
    this.#lose(outcome)
    return undefined
  }

  #send(): void {
    this.sent = true
  }

  #lose(lost: Lost): void {
    this.next = { current: this.#source.seen(lost.current, lost.revision), fresh: true }
  }
}

export async function* attemptsOf(source: AttemptSource, place: Place): AsyncIterable<Attempt> {
  let origin = await source.first()
  for (let count = 0; count < limits.attemptsMax; count++) {
    const attempt = new Try(source, place, origin)
    yield attempt
    origin = attempt.next ?? { current: await source.newest(), fresh: true }
  }
}
