// in: the live catalogue → out: the bytes of OpenAPI documents, each made when first asked for.
import { createHash } from 'node:crypto'
import type { Catalogue, ResourceDef } from '@binnacle/catalogue'
import type { Dict } from '@binnacle/meta'
import { defsOfKey, documentKeys, documentV3 } from './document-v3.ts'
import { textsVersion } from './text-packages.ts'

export interface Body {
  readonly bytes: Uint8Array
  readonly hash: string
}

/** Documents of versions that did not change are kept from snapshot to snapshot. */
export class OpenApiBodies {
  readonly #current: () => Catalogue
  readonly #hashes = new Map<string, { defs: readonly ResourceDef[]; hash: string }>()
  readonly #bodies = new Map<string, Body>()
  #index: { catalogue: Catalogue; bytes: Uint8Array } | undefined

  constructor(current: () => Catalogue) {
    this.#current = current
  }

  /** /openapi/v3 */
  index(): Uint8Array {
    const catalogue = this.#current()
    if (this.#index?.catalogue === catalogue) return this.#index.bytes
    const paths: Dict = {}
    for (const key of documentKeys(catalogue)) {
      const hash = this.hashOf(catalogue, key)
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
    const hash = this.hashOf(catalogue, key)
    const known = this.#bodies.get(key)
    if (known?.hash === hash) return known
    const body = { bytes: Buffer.from(JSON.stringify(documentV3(catalogue, key))), hash }
    this.#bodies.set(key, body)
    return body
  }

  /** Changes with all that the document of this key depends on. */
  hashOf(catalogue: Catalogue, key: string): string {
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

/** Raised when documents of unchanged resources change, so that clients read them anew. */
const contentRevision = 4

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

export function sha512(text: string): string {
  return createHash('sha512').update(text).digest('hex').toUpperCase()
}
