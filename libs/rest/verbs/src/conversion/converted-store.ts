// in: the store and a version of a resource that a webhook converts → out: the store as that version has it.
// Never: bytes of another version passed on.
import type { ResourceDef } from '@binnacle/catalogue'
import { formatApiVersion, type KubeObject, unknownError } from '@binnacle/meta'
import {
  type ListQuery,
  type ObjectList,
  type ObjectStore,
  isEverything,
  matches,
  type Place,
  type ResourceShape,
  type StoredObject,
} from '@binnacle/objects'
import { ConversionFault } from './ask-webhook.ts'
import { convertedWatch } from './converted-watch.ts'
import type { Converter } from './converter.ts'
import { readFault, type Unreadable } from './read-fault.ts'
import { attributesShown } from './attributes-shown.ts'

export interface ConvertedParts {
  readonly store: ObjectStore
  readonly converter: Converter
  readonly def: ResourceDef
  /** The version that etcd holds. */
  readonly storedAs: string
  readonly deletes: boolean
}

export function convertedStore(parts: ConvertedParts): ObjectStore {
  const { store, converter, def, storedAs, deletes } = parts
  const apiVersion = formatApiVersion(def)
  const { prefix } = def.storage

  /** A write may touch other resources too: quotas, say. */
  const isOther = ({ shape }: { readonly shape: ResourceShape }) => shape.prefix !== prefix
  const shownOne = async (stored: StoredObject, refuse: (one: Unreadable) => Error) => {
    const [shown] = await converter.show([stored], def, apiVersion)
    if (shown instanceof ConversionFault) throw refuse({ stored, fault: shown })
    return shown as StoredObject
  }
  const asStored = async (object: KubeObject) => {
    try {
      return await converter.convert({ ...object, apiVersion }, storedAs)
    } catch (error) {
      if (error instanceof Error) throw unknownError(error.message)
      throw error
    }
  }
  const ofGet = (one: Unreadable) => readFault.ofGet(one, prefix)
  const ofAttempt = deletes ? ofGet : readFault.ofChange
  const shownMaybe = async (stored: StoredObject | undefined) =>
    stored && (await shownOne(stored, ofAttempt))

  return {
    async get(place, resourceVersion) {
      const stored = await store.get(place, resourceVersion)
      if (isOther(place)) return stored
      return stored && (await shownOne(stored, ofGet))
    },
    list: (query) => (isOther(query) ? store.list(query) : convertedList(parts, apiVersion, query)),
    watch: (query) =>
      isOther(query) ? store.watch(query) : convertedWatch(parts, apiVersion, query),
    async create(place, object, options) {
      if (isOther(place)) return await store.create(place, object, options)
      return await shownMaybe(await store.create(place, await asStored(object), options))
    },
    async *attempts(place: Place) {
      if (isOther(place)) return yield* store.attempts(place)
      for await (const attempt of store.attempts(place)) {
        const shown = attempt.current && (await shownOne(attempt.current, ofAttempt))
        yield {
          current: shown,
          fresh: attempt.fresh,
          get sent() {
            return attempt.sent
          },
          swap: async (next, options) =>
            shownMaybe(await attempt.swap(await asStored(next), options)),
          remove: async (options) => shownMaybe(await attempt.remove(options)),
          retry: () => attempt.retry(),
        }
      }
    },
    revision: () => store.revision(),
    ready: () => store.ready(),
    close: () => store.close(),
  }
}

/** Selectors look at the version of the request: more is read until enough of it matches. */
async function convertedList(
  { store, converter, def }: ConvertedParts,
  apiVersion: string,
  query: ListQuery,
): Promise<ObjectList> {
  const { selection, limit } = query
  const everything = isEverything(selection)
  const items: StoredObject[] = []
  let asked = everything ? query : { ...query, selection: undefined }
  for (;;) {
    const found = await store.list(asked)
    const stored = Array.from(found.items)
    const shown = await converter.show(stored, def, apiVersion)
    const bad = shown.flatMap((fault, at) =>
      fault instanceof ConversionFault ? [{ stored: stored[at] as StoredObject, fault }] : [],
    )
    if (bad.length > 0) {
      const resource = { group: def.group, resource: def.resource }
      throw readFault.ofList(bad, resource, def.storage.prefix)
    }
    for (const one of shown as StoredObject[]) {
      if (everything || matches(selection, attributesShown(one, def))) items.push(one)
    }
    const { revision, continue: token, remaining } = found
    if (!token || items.length >= limit) {
      return { revision, items, continue: token, ...(everything && { remaining }) }
    }
    const rest = { limit: limit - items.length, continue: token, resourceVersion: '' }
    asked = { ...asked, ...rest, match: undefined }
  }
}
