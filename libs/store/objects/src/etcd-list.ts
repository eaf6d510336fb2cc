// in: a list query → out: the page as etcd has it at the revision asked for. Never: a cache.
import { EtcdError, type KeyValue, type RangeAnswer } from '@binnacle/etcd'
import { internalError } from '@binnacle/meta'
import { continueExpired, encodeContinue } from './continue-token.ts'
import { behind, listKey, placeOf } from './keys.ts'
import { limits } from './limits.ts'
import { type ListPlan, planList } from './list-plan.ts'
import { singleName } from './memory-list.ts'
import type { ListQuery, ObjectList, ResourceShape, StoredObject } from './object-store.ts'
import { PlainObject } from './plain-object.ts'
import { listExpired, tooLargeRevision } from './revision.ts'
import { attributesOf, isEverything, matches } from './selection.ts'
import { toApiError } from './store-error.ts'
import type { StoreParts } from './writer.ts'

/** A value as it came from etcd. Throws 500 when it cannot be opened or is no JSON. */
export function readStored(parts: StoreParts, shape: ResourceShape, kv: KeyValue): PlainObject {
  const place = placeOf(shape, kv.key.slice(parts.root.length))
  try {
    const { plain, stale } = parts.vault.open(shape.resource, kv.key, kv.value)
    return new PlainObject(place, kv.modRevision, plain, stale)
  } catch (error) {
    throw internalError((error as Error).message)
  }
}

interface Reading {
  readonly parts: StoreParts
  readonly query: ListQuery
  readonly plan: ListPlan
  /** `/registry/pods/ns/` */
  readonly prefix: string
}

async function readError(error: unknown, reading: Reading, startKey: string): Promise<unknown> {
  if (!(error instanceof EtcdError)) return error
  if (error.compacted) return reading.plan.continued ? continueExpired(startKey) : listExpired()
  if (!error.futureRevision) return toApiError(error)
  const { revision } = await newest(reading.parts, reading.prefix)
  return tooLargeRevision(reading.plan.revision, revision, 0)
}

/** Any read that is not serializable tells the newest revision. */
export function newest(parts: StoreParts, key: string): Promise<RangeAnswer> {
  return parts.etcd.range({ key, limit: 1, keysOnly: true })
}

async function readSingle(reading: Reading, name: string): Promise<ObjectList> {
  const { parts, query, plan, prefix } = reading
  const revision = plan.at === 'exact' ? plan.revision : 0
  const answer = await parts.etcd.range({ key: prefix + name, revision })
  const kept = answer.kvs
    .map((kv) => readStored(parts, query.shape, kv))
    .filter((object) => matches(query.selection, attributesOf(query.shape, object.view())))
  return { revision: revision || answer.revision, items: kept }
}

async function readPages(reading: Reading): Promise<ObjectList> {
  const { parts, query, plan, prefix } = reading
  const { limit } = plan
  const everything = isEverything(query.selection)
  const items: StoredObject[] = []
  let key = prefix + plan.startKey
  let revision = plan.at === 'exact' ? plan.revision : 0
  let asked: number = limit > 0 ? limit : limits.pageKeys
  for (;;) {
    const range = { key, rangeEnd: behind(prefix), limit: asked, revision }
    const answer = await parts.etcd.range(range)
    if (revision === 0) {
      if (plan.revision > answer.revision) {
        throw tooLargeRevision(plan.revision, answer.revision, 0)
      }
      revision = answer.revision
    }
    for (const [index, kv] of answer.kvs.entries()) {
      const object = readStored(parts, query.shape, kv)
      key = `${kv.key}\0`
      if (!everything && !matches(query.selection, attributesOf(query.shape, object.view()))) {
        continue
      }
      items.push(object)
      const left = answer.count - index - 1
      if (limit === 0 || items.length < limit || left === 0) continue
      const token = encodeContinue({ startKey: key.slice(prefix.length), revision })
      return { revision, items, continue: token, remaining: everything ? left : undefined }
    }
    if (!answer.more) return { revision, items }
    asked = Math.min(asked * 2, limits.pageKeysMax)
  }
}

export async function listEtcd(parts: StoreParts, query: ListQuery): Promise<ObjectList> {
  const plan = planList(query)
  const prefix = parts.root + listKey(query.shape, query.namespace)
  const reading = { parts, query, plan, prefix }
  const name = singleName(query)
  try {
    return await (name === undefined ? readPages(reading) : readSingle(reading, name))
  } catch (error) {
    throw await readError(error, reading, plan.startKey)
  }
}
