// in: DELETE of a collection → out: the list of what was deleted. Never: how one object is deleted.
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import { ApiError, invalid, invalidError, type KubeObject } from '@binnacle/meta'
import { removeStored, warnOfPropagation } from './delete.ts'
import { type DeleteOptions, readDeleteOptions } from './delete-options.ts'
import { readListOptions } from './list-options.ts'
import { formOf } from './form.ts'
import { renderObjects } from './render-list.ts'
import type { VerbTools } from './verb-tools.ts'
import { openWrite } from './write.ts'

export async function removeCollection(request: ResourceRequest, tools: VerbTools): Promise<Reply> {
  const form = formOf(request)
  const list = readListOptions(request)
  const options = await readDeleteOptions(request, tools)
  refuseUnsafe(options)
  const write = openWrite(request, tools, options)
  warnOfPropagation(write, options)
  const found = await tools.surroundings.store.list({
    shape: write.place.shape,
    namespace: write.place.namespace,
    selection: { labels: list.labels, fields: list.fields },
    resourceVersion: list.resourceVersion,
    match: list.match,
    limit: list.limit,
    continue: list.continue,
  })
  const context = { ...write.context, wholeCollection: true }
  const items: KubeObject[] = []
  await inTurns(found.items, tools.deletionsAtOnce ?? 1, async (item) => {
    items.push(item.parse())
    const place = { ...write.place, namespace: item.namespace, name: item.name }
    try {
      await removeStored({ ...write, place, context }, options)
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 404) throw error
    }
  })
  return renderObjects(write.def, form, found, items)
}

/** Takes the items in order, so many at a time; behind a failure no new one is begun. */
async function inTurns<T>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]()
  let failed = false
  const worker = async () => {
    for (let next = queue.next(); !next.done && !failed; next = queue.next()) {
      await work(next.value).catch((error) => {
        failed = true
        throw error
      })
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: Math.max(1, atOnce) }, worker))
  const first = ends.find((end) => end.status === 'rejected')
  if (first) throw first.reason
}

function refuseUnsafe({ unsafe }: DeleteOptions): void {
  if (!unsafe) return
  const field = 'ignoreStoreReadErrorWithClusterBreakingPotential'
  const text = 'is not allowed with DELETECOLLECTION, try again after removing the option'
  throw invalidError({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', [
    invalid(field, true, text),
  ])
}
