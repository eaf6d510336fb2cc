// in: a revision the log has forgotten → out: the changes since, from etcd's own history.
// Never: what is compacted.
import { EtcdError, type EtcdWatch, type KeyEvent, type KeyValue } from '@binnacle/etcd'
import { internalError } from '@binnacle/meta'
import { behind, listKey, type ResourceShape, type StoreParts, toApiError } from '@binnacle/objects'
import { CachedObject } from './cached-object.ts'
import { Change } from './change.ts'
import { limits } from './limits.ts'
import { Slabs } from './slabs.ts'

export interface HistoryQuery {
  readonly shape: ResourceShape
  /** Changes above this revision … */
  readonly from: number
  /** … up to this one, with it. */
  readonly to: number
}

const askEveryMs = 20

/** Undefined when etcd does not have all of it any more. */
export async function readHistory(
  parts: StoreParts,
  { shape, from, to }: HistoryQuery,
): Promise<Change[] | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<KeyEvent[] | undefined>()
  const key = parts.root + listKey(shape, '')
  const events: KeyEvent[] = []
  const start = { key, rangeEnd: behind(key), startRevision: from + 1, previous: true }
  const watch: EtcdWatch = await parts.etcd.watch(start, {
    answer(answer) {
      if (answer.compactRevision > 0) return resolve(undefined)
      if (answer.canceled) return reject(new EtcdError(2, answer.reason))
      for (const event of answer.events) if (event.kv.modRevision <= to) events.push(event)
      // What was there before the first of them may be compacted though the event itself is not.
      if (!answer.events.every(isWhole)) return resolve(undefined)
      if (events.length > limits.historyEventsMax) return resolve(undefined)
      const reached = answer.events.at(-1)?.kv.modRevision ?? answer.revision
      if (!answer.fragment && !answer.created && reached >= to) resolve(events)
    },
    end: (error) => reject(toApiError(error)),
  })
  const timeout = setTimeout(() => resolve(undefined), limits.historyTimeoutMs)
  const ask = setInterval(() => watch.requestProgress(), askEveryMs)
  try {
    const read = await promise
    if (read === undefined || !(await hasState(parts, key, from))) return undefined
    return read.map((event) => changeOf(parts, shape, event))
  } finally {
    clearTimeout(timeout)
    clearInterval(ask)
    watch.cancel()
  }
}

/** A deletion at the revision up to which etcd has compacted may be missing (before 3.5.18). */
async function hasState({ etcd }: StoreParts, key: string, revision: number): Promise<boolean> {
  try {
    await etcd.range({ key, limit: 1, keysOnly: true, revision })
    return true
  } catch (error) {
    if (error instanceof EtcdError && error.compacted) return false
    throw toApiError(error)
  }
}

function isWhole({ kv, deleted, previous }: KeyEvent): boolean {
  return previous !== undefined || (!deleted && kv.createRevision === kv.modRevision)
}

function changeOf(parts: StoreParts, shape: ResourceShape, event: KeyEvent): Change {
  const { kv, previous, deleted } = event
  const before = previous && objectOf(parts, shape, previous)
  const after = deleted ? undefined : objectOf(parts, shape, kv)
  return new Change(shape, kv.modRevision, before, after, performance.now())
}

function objectOf(parts: StoreParts, shape: ResourceShape, kv: KeyValue): CachedObject {
  try {
    const { plain, stale } = parts.vault.open(shape.resource, kv.key, kv.value)
    const key = kv.key.slice(parts.root.length)
    const slabs = new Slabs(plain.length + 64)
    const object = new CachedObject(slabs, { key, revision: kv.modRevision, plain, stale })
    object.shape = shape
    return object
  } catch (error) {
    throw internalError((error as Error).message)
  }
}
