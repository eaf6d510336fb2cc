// in: the live catalogue → out: the bytes of OpenAPI documents, each made when first asked for.
import { createHash } from 'node:crypto'
import type { Catalogue, ResourceDef } from '@binnacle/catalogue'
import type { Dict } from '@binnacle/meta'
import { defsOfKey, documentKeys, documentV3 } from './document-v3.ts'
import { textsVersion } from './text-packages.ts'
import { versionEntries, versionSteps } from './version-entries.ts'
import { type WholeBody, wholeBody } from './whole-document.ts'
import { type WholeForm, wholeForms } from './whole-entry.ts'

export interface Body {
  readonly bytes: Uint8Array
  readonly hash: string
}

export interface Whole {
  readonly body: WholeBody
  readonly hash: string
}

/** Documents of versions that did not change are kept from snapshot to snapshot. */
export class OpenApiBodies {
  readonly #current: () => Catalogue
  readonly #hashes = new Map<string, { defs: readonly ResourceDef[]; hash: string }>()
  readonly #bodies = new Map<string, Body>()
  #index: { catalogue: Catalogue; bytes: Uint8Array } | undefined
  #prepared: Catalogue | undefined
  #whole: { catalogue: Catalogue; hash: string; forms: Map<WholeForm, WholeBody> } | undefined

  constructor(current: () => Catalogue) {
    this.#current = current
  }

  /** /openapi/v3 */
  index(): Uint8Array {
    const catalogue = this.#current()
    if (this.#index?.catalogue === catalogue) return this.#index.bytes
    const paths: Dict = {}
    for (const key of documentKeys(catalogue)) {
      const hash = this.#hashOf(catalogue, key)
      paths[key] = { serverRelativeURL: `/openapi/v3/${key}?hash=${hash}` }
    }
    const bytes = Buffer.from(JSON.stringify({ paths }))
    this.#index = { catalogue, bytes }
    this.#forget(paths)
    return bytes
  }

  /** /openapi/v3/KEY; undefined where there is no such document. */
  document(key: string): Body | undefined {
    const catalogue = this.#current()
    if (!isKey(catalogue, key)) return undefined
    const hash = this.#hashOf(catalogue, key)
    const known = this.#bodies.get(key)
    if (known?.hash === hash) return known
    const body = { bytes: Buffer.from(JSON.stringify(documentV3(catalogue, key))), hash }
    this.#bodies.set(key, body)
    return body
  }

  /** /openapi/v2 */
  whole(form: WholeForm): Whole {
    const catalogue = this.#current()
    if (this.#whole?.catalogue !== catalogue) {
      const keys = documentKeys(catalogue)
      const hash = sha512(keys.map((key) => this.#hashOf(catalogue, key)).join())
      this.#whole = { catalogue, hash, forms: new Map() }
    }
    const { forms, hash } = this.#whole
    const known = forms.get(form)
    if (known) return { hash, body: known }
    const versions = documentKeys(catalogue).map((key) => versionEntries(catalogue, key))
    const body = wholeBody(versions, form)
    forms.set(form, body)
    return { hash, body }
  }

  /**
   * Does most of the work for `whole` in turns, so that other requests are not held up. `rest` is
   * waited for between two turns.
   */
  async prepareWhole(rest: () => Promise<unknown>): Promise<void> {
    const catalogue = this.#current()
    if (this.#prepared === catalogue) return
    let turnFrom = performance.now()
    for (const key of documentKeys(catalogue)) {
      this.#hashOf(catalogue, key)
      for (const _ of versionSteps(catalogue, key)) {
        if (performance.now() - turnFrom < turnMs) continue
        await rest()
        turnFrom = performance.now()
      }
    }
    for (const form of wholeForms) {
      await rest()
      if (this.#current() !== catalogue) return
      this.whole(form)
    }
    this.#prepared = catalogue
  }

  #hashOf(catalogue: Catalogue, key: string): string {
    const defs = defsOfKey(catalogue, key)
    const known = this.#hashes.get(key)
    if (known && isSame(known.defs, defs)) return known.hash
    const hash = sha512(
      JSON.stringify([contentRevision, textsVersion(), key, defs.map(fingerprint)]),
    )
    this.#hashes.set(key, { defs, hash })
    return hash
  }

  #forget(kept: Dict): void {
    for (const map of [this.#hashes, this.#bodies]) {
      for (const key of map.keys()) if (!Object.hasOwn(kept, key)) map.delete(key)
    }
  }
}

/** How long a part of the work may take. */
const turnMs = 5

/** Raised when documents of unchanged resources change, so that clients read them anew. */
const contentRevision = 3

function fingerprint(def: ResourceDef): unknown {
  const { resource, kind, listKind, namespaced, verbs, custom } = def
  const shape = custom && [schemaHash(custom.schema), custom.selectableFields]
  return [resource, kind, listKind, namespaced, verbs, [...def.subresources.keys()], shape]
}

const schemaHashes = new WeakMap<object, string>()

/** Definitions may share a schema. */
function schemaHash(schema: Dict | undefined): string {
  if (schema === undefined) return ''
  const known = schemaHashes.get(schema)
  if (known !== undefined) return known
  const hash = sha512(JSON.stringify(schema))
  schemaHashes.set(schema, hash)
  return hash
}

function isKey(catalogue: Catalogue, key: string): boolean {
  return defsOfKey(catalogue, key).length > 0 || documentKeys(catalogue).includes(key)
}

function isSame(a: readonly ResourceDef[], b: readonly ResourceDef[]): boolean {
  return a.length === b.length && a.every((def, at) => def === b[at])
}

function sha512(text: string): string {
  return createHash('sha512').update(text).digest('hex').toUpperCase()
}
