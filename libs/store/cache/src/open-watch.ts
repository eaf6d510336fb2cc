// in: a watch query → out: a subscription at the right place of the log, or one that tells why not.
// Never: waiting for events.
import {
  behind,
  listKey,
  type StoreParts,
  type Subscription,
  toApiError,
  tooOldRevision,
  type WatchQuery,
} from '@binnacle/objects'
import type { CachedObject } from './cached-object.ts'
import { CachedSubscription, FailedSubscription } from './cached-subscription.ts'
import type { Change, Sight } from './change.ts'
import type { Channel } from './channel.ts'
import { readHistory } from './history.ts'
import type { Image } from './image.ts'
import type { KeptHistory } from './kept-history.ts'
import type { Snapshot } from './tree.ts'

export interface WatchSource {
  readonly parts: StoreParts
  readonly image: Image
  readonly kept: KeptHistory
  /** etcd's revision, linearizable. */
  newest(): Promise<number>
  opened(subscription: CachedSubscription): void
  closed(subscription: CachedSubscription): void
}

/** Where the watch starts: after what revision, and whether with the state at hand. */
interface Beginning {
  readonly revision: number
  readonly initial: boolean
}

async function beginningOf(
  query: WatchQuery,
  wanted: number,
  { image, newest }: WatchSource,
): Promise<Beginning> {
  const { sendInitialEvents, resourceVersion } = query
  if (sendInitialEvents === true) {
    await image.fresh.reach(resourceVersion === '' ? await newest() : wanted)
    return { revision: image.revision, initial: true }
  }
  if (sendInitialEvents === undefined && wanted === 0) {
    return { revision: image.revision, initial: true }
  }
  if (resourceVersion === '') return { revision: await newest(), initial: false }
  return { revision: wanted === 0 ? image.revision : wanted, initial: false }
}

function* matching(
  snapshot: Snapshot<CachedObject>,
  query: WatchQuery,
  channel: Channel,
): Generator<CachedObject> {
  const prefix = listKey(query.shape, query.namespace)
  for (const object of snapshot.items(prefix, behind(prefix))) {
    object.shape ??= query.shape
    if (channel.matches(object)) yield object
  }
}

async function start(
  query: WatchQuery,
  wanted: number,
  source: WatchSource,
): Promise<CachedSubscription> {
  const { image } = source
  const log = image.log(query.shape)
  const { revision, initial } = await beginningOf(query, wanted, source)
  const next = Math.min(revision + 1, image.revision)
  if (!initial && !(await source.kept.has(next)))
    throw tooOldRevision(revision, Math.max(log.since, next))
  const older: Change[] = []
  let reached = revision
  while (!initial && reached < log.since) {
    const to = log.since
    const read = await readHistory(source.parts, { shape: log.shape, from: reached, to })
    if (read === undefined) throw tooOldRevision(revision, Math.max(log.since, next))
    older.push(...read)
    reached = to
  }
  // From here on nothing waits: what comes later is in the channel.
  const changes = initial ? [] : [...older, ...log.after(reached)]
  const { shape, namespace, selection, allowBookmarks, sendInitialEvents, endsAtMs } = query
  const channel = log.channels.open({ shape, namespace, selection })
  const backlog = changes
    .map((change) => channel.see(change))
    .filter((sight) => sight !== undefined)
  const subscription = new CachedSubscription({
    image,
    channel,
    revision: initial ? image.revision : revision,
    initial: initial ? matching(image.tree.snapshot(), query, channel) : undefined,
    endMark: initial && sendInitialEvents === true && allowBookmarks,
    backlog: backlog as Sight[],
    allowBookmarks,
    endsAtMs,
    onClose: (closed) => {
      log.channels.release(channel)
      source.closed(closed)
    },
  })
  source.opened(subscription)
  return subscription
}

export async function openWatch(
  query: WatchQuery,
  wanted: number,
  source: WatchSource,
): Promise<Subscription> {
  try {
    return await start(query, wanted, source)
  } catch (error) {
    return new FailedSubscription(toApiError(error))
  }
}
