// in: the live catalogue → out: the bytes of OpenAPI documents, each made when first asked for.
import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Catalogue, ResourceDef } from '@binnacle/catalogue'
import type { Dict } from '@binnacle/meta'
import { partsV2 } from './document-v2.ts'
import { bearerToken, defsOfKey, documentParts, documentV3 } from './document-v3.ts'
import { documentKeys } from './document-v3.ts'
import { documentProto } from './document-proto.ts'
import { knownVersions } from './known-versions.ts'
import { metaName } from './operation.ts'
import { textsVersion } from './text-packages.ts'

export interface Body {
  readonly bytes: Uint8Array
  readonly hash: string
}

interface PartsText {
  readonly hash: string
  /** Members of the object, without its braces. */
  readonly paths: string
  readonly definitions: Record<string, string>
  readonly parameters: Record<string, Dict>
}

/** Documents of versions that did not change are kept from snapshot to snapshot. */
export class OpenApiBodies {
  readonly #current: () => Catalogue
  readonly #hashes = new Map<string, { defs: readonly ResourceDef[]; hash: string }>()
  readonly #bodies = new Map<string, Body>()
  readonly #parts = new Map<string, PartsText>()
  #index: { catalogue: Catalogue; bytes: Uint8Array } | undefined
  #prepared: { catalogue: Catalogue; done: Promise<void> } | undefined
  #whole: { hash: string; json?: Body; proto?: Body } | undefined

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
  whole(form: 'json' | 'proto'): Body {
    const catalogue = this.#current()
    const keys = documentKeys(catalogue)
    const hash = sha512(keys.map((key) => this.#hashOf(catalogue, key)).join())
    if (this.#whole?.hash !== hash) this.#whole = { hash }
    const whole = this.#whole
    if (form === 'json') {
      whole.json ??= { hash, bytes: Buffer.from(this.#wholeJson(catalogue, keys)) }
      return whole.json
    }
    const json = JSON.parse(this.#wholeJson(catalogue, keys))
    whole.proto ??= { hash, bytes: documentProto(json) }
    return whole.proto
  }

  /** Does most of the work for `whole` in turns, so that other requests are not held up. */
  prepareWhole(): Promise<void> {
    const catalogue = this.#current()
    if (this.#prepared?.catalogue !== catalogue) {
      this.#prepared = { catalogue, done: this.#prepareParts(catalogue) }
    }
    return this.#prepared.done
  }

  async #prepareParts(catalogue: Catalogue): Promise<void> {
    let turnFrom = performance.now()
    for (const key of documentKeys(catalogue)) {
      this.#partsOf(catalogue, key)
      if (performance.now() - turnFrom < turnMs) continue
      await setImmediate()
      turnFrom = performance.now()
    }
  }

  #wholeJson(catalogue: Catalogue, keys: readonly string[]): string {
    const definitions: Record<string, string> = {}
    const parameters: Record<string, Dict> = {}
    const paths: string[] = []
    for (const key of keys) {
      const parts = this.#partsOf(catalogue, key)
      paths.push(parts.paths)
      Object.assign(definitions, parts.definitions)
      Object.assign(parameters, parts.parameters)
    }
    for (const kind of ['DeleteOptions', 'WatchEvent']) {
      const name = `${metaName}${kind}`
      if (definitions[name]) definitions[name] = inAllVersions(definitions[name], kind)
    }
    const schemas = Object.entries(definitions).map(
      ([name, text]) => `${JSON.stringify(name)}:${text}`,
    )
    const head = { swagger: '2.0', info: { title: 'Kubernetes', version: '1.37' } }
    const tail = {
      parameters,
      securityDefinitions: { BearerToken: bearerToken },
      security: [{ BearerToken: [] }],
    }
    const shownPaths = paths.filter((text) => text !== '').join()
    return `${JSON.stringify(head).slice(0, -1)},"paths":{${shownPaths}},"definitions":{${schemas.join()}},${JSON.stringify(tail).slice(1)}`
  }

  /** Texts, so that a change of one definition costs only its own version. */
  #partsOf(catalogue: Catalogue, key: string): PartsText {
    const hash = this.#hashOf(catalogue, key)
    const known = this.#parts.get(key)
    if (known?.hash === hash) return known
    const { paths, definitions, parameters } = partsV2(documentParts(catalogue, key))
    const texts = Object.entries(definitions).map(([name, schema]) => [
      name,
      JSON.stringify(schema),
    ])
    const made = {
      hash,
      paths: JSON.stringify(paths).slice(1, -1),
      definitions: Object.fromEntries(texts),
      parameters,
    }
    this.#parts.set(key, made)
    return made
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
    for (const map of [this.#hashes, this.#bodies, this.#parts]) {
      for (const key of map.keys()) if (!Object.hasOwn(kept, key)) map.delete(key)
    }
  }
}

/** How long a part of the work may take. */
const turnMs = 10

/** Raised when documents of unchanged resources change, so that clients read them anew. */
const contentRevision = 2

/** The whole document has these kinds once, for all versions that there are. */
function inAllVersions(definition: string, kind: string): string {
  const kinds = knownVersions.map(({ group, version }) => ({ group, kind, version }))
  return JSON.stringify({ ...JSON.parse(definition), 'x-kubernetes-group-version-kind': kinds })
}

function fingerprint(def: ResourceDef): unknown {
  const { resource, kind, namespaced, verbs, custom } = def
  const shape = custom && [custom.schema, custom.selectableFields]
  return [resource, kind, namespaced, verbs, [...def.subresources.keys()], shape]
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
