// in: a definition → out: its objects in other versions, each asked for once. Never: a wait for what is as wanted.
import type { ResourceDef } from '@binnacle/catalogue'
import type { Surroundings } from '@binnacle/kinds'
import { type Dict, type KubeObject, parseApiVersion } from '@binnacle/meta'
import type { StoredObject } from '@binnacle/objects'
import { coerceEmbedded, defaultCustom, pruneCustom, pruneNulls } from '@binnacle/schema'
import { askWebhook, ConversionFault } from './ask-webhook.ts'
import { CompletedObject } from './completed-object.ts'
import { ShownObject } from './shown-object.ts'

/** A review holds no more; a list goes in several. */
const batchMax = 500
/** Of converted objects kept, for one definition. */
const keptBytesMax = 32 << 20
/** A webhook that cannot convert one object of many is not asked for all the rest one by one. */
const failuresMax = 100

export type Shown = StoredObject | ConversionFault

interface Kept {
  /** Undefined while the webhook is asked. */
  shown: Shown | undefined
  readonly coming: Promise<Shown>
}

function schemaOf(definition: Dict, apiVersion: string): Dict | undefined {
  const { version } = parseApiVersion(apiVersion)
  const versions: Dict[] = definition.spec.versions
  return versions.find(({ name }) => name === version)?.schema?.openAPIV3Schema
}

export class Converter {
  readonly #surroundings: Surroundings
  readonly #definition: Dict
  /** By target version, object and revision; the longest unused first. */
  readonly #kept = new Map<string, Kept>()
  #keptBytes = 0

  constructor(surroundings: Surroundings, definition: Dict) {
    this.#surroundings = surroundings
    this.#definition = definition
  }

  /** An object as its version's schema has it: what is stored may lack later defaults. */
  #completed(object: KubeObject): KubeObject {
    const schema = schemaOf(this.#definition, object.apiVersion)
    if (schema !== undefined) {
      pruneNulls(object, schema)
      defaultCustom(object, schema)
    }
    return object
  }

  #pruned(object: KubeObject): KubeObject {
    if (this.#definition.spec.preserveUnknownFields === true) return object
    const schema = schemaOf(this.#definition, object.apiVersion)
    pruneCustom(object, schema, true)
    coerceEmbedded(object, schema, [])
    return object
  }

  /** A draft in another version; what is given stays as it is. Throws ConversionFault. */
  async convert(object: KubeObject, apiVersion: string): Promise<KubeObject> {
    if (object.apiVersion === apiVersion) return object
    const { resourceVersion, ...metadata } = object.metadata
    const sent = { ...object, metadata } as KubeObject
    const ask = await askWebhook(this.#surroundings, this.#definition, [sent], apiVersion)
    const converted = this.#pruned(ask[0] as KubeObject)
    if (resourceVersion !== undefined) converted.metadata.resourceVersion = resourceVersion
    return converted
  }

  /** Stored objects as a version shows them, in order; a Promise only where one is asked for. */
  show(
    stored: readonly StoredObject[],
    def: ResourceDef,
    apiVersion: string,
  ): Shown[] | Promise<Shown[]> {
    const found: (Shown | undefined)[] = new Array(stored.length)
    const waits: Promise<unknown>[] = []
    const missing: { readonly key: string; readonly one: StoredObject; readonly at: number }[] = []
    for (const [at, one] of stored.entries()) {
      if (one.view().apiVersion === apiVersion) {
        found[at] = new CompletedObject(one, (object) => this.#completed(object))
        continue
      }
      const key = `${apiVersion} ${def.resource} ${one.namespace}/${one.name} ${one.view().metadata.uid} ${one.revision}`
      const kept = this.#kept.get(key)
      if (kept === undefined) missing.push({ key, one, at })
      else if (kept.shown !== undefined) found[at] = kept.shown
      else waits.push(kept.coming.then((shown) => (found[at] = shown)))
    }
    for (let from = 0; from < missing.length; from += batchMax) {
      const batch = missing.slice(from, from + batchMax)
      const coming = this.#askFor(
        batch.map(({ one }) => one),
        apiVersion,
      )
      for (const [index, { key, at }] of batch.entries()) {
        const mine = coming.then((all) => all[index] as Shown)
        this.#keep(key, mine)
        waits.push(mine.then((shown) => (found[at] = shown)))
      }
    }
    if (waits.length === 0) return found as Shown[]
    return Promise.all(waits).then(() => found as Shown[])
  }

  #keep(key: string, coming: Promise<Shown>): void {
    const kept: Kept = { shown: undefined, coming }
    this.#kept.set(key, kept)
    void coming.then((shown) => {
      // What failed is asked for again next time.
      if (shown instanceof ConversionFault) {
        this.#kept.delete(key)
        return
      }
      kept.shown = shown
      this.#keptBytes += sizeOf(shown)
      for (const [oldest, { shown: old }] of this.#kept) {
        if (this.#keptBytes <= keptBytesMax) break
        if (old === undefined || old instanceof ConversionFault) continue
        this.#kept.delete(oldest)
        this.#keptBytes -= sizeOf(old)
      }
    })
  }

  async #askFor(stored: readonly StoredObject[], apiVersion: string): Promise<Shown[]> {
    const drafts = stored.map((one) => {
      const object = this.#completed(one.parse())
      delete object.metadata.resourceVersion
      return object
    })
    const shown = (index: number, object: KubeObject) =>
      new ShownObject(stored[index] as StoredObject, this.#pruned(object))
    try {
      const ask = await askWebhook(this.#surroundings, this.#definition, drafts, apiVersion)
      return ask.map((object, index) => shown(index, object))
    } catch (error) {
      if (!(error instanceof ConversionFault) && !(error instanceof Error)) throw error
      const fault = asFault(error, drafts[0] as KubeObject)
      if (!fault.ofAnswer || drafts.length === 1) return drafts.map(() => fault)
      return await this.#oneByOne(drafts, apiVersion, shown)
    }
  }

  /** One bad object does not hide the others. */
  async #oneByOne(
    drafts: readonly KubeObject[],
    apiVersion: string,
    shown: (index: number, object: KubeObject) => ShownObject,
  ): Promise<Shown[]> {
    const results: Shown[] = []
    let failures = 0
    for (const [index, draft] of drafts.entries()) {
      if (failures >= failuresMax) {
        results.push(results.at(-1) as Shown)
        continue
      }
      try {
        const ask = await askWebhook(this.#surroundings, this.#definition, [draft], apiVersion)
        results.push(shown(index, ask[0] as KubeObject))
      } catch (error) {
        failures++
        results.push(asFault(error as Error, draft))
      }
    }
    return results
  }
}

/** About what it takes in memory. */
function sizeOf(shown: StoredObject): number {
  return shown.bytes.length
}

function asFault(error: Error, object: KubeObject): ConversionFault {
  if (error instanceof ConversionFault) return error
  return new ConversionFault(object, `failed: ${error.message}`, false)
}
