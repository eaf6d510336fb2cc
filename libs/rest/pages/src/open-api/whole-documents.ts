// in: the live catalogue → out: the whole OpenAPI v2 document of it, from its file or put together.
// Never: how its parts are made.
import type { Catalogue } from '@binnacle/catalogue'
import { documentKeys } from './document-v3.ts'
import type { KeptDocuments } from './kept-documents.ts'
import { type OpenApiBodies, sha512 } from './open-api-bodies.ts'
import { Pauses, type Rest } from './pauses.ts'
import { versionEntries, versionSteps } from './version-entries.ts'
import { type WholeBody, WholeDocument } from './whole-document.ts'
import { type WholeForm, wholeForms } from './whole-entry.ts'

export interface Whole {
  readonly body: WholeBody
  readonly hash: string
}

interface State {
  readonly catalogue: Catalogue
  readonly hash: string
  readonly bodies: Map<WholeForm, WholeBody>
}

export class WholeDocuments {
  readonly #current: () => Catalogue
  readonly #bodies: OpenApiBodies
  readonly #kept: KeptDocuments | undefined
  #state: State | undefined

  constructor(current: () => Catalogue, bodies: OpenApiBodies, kept?: KeptDocuments) {
    this.#current = current
    this.#bodies = bodies
    this.#kept = kept
  }

  /** /openapi/v2 */
  async get(form: WholeForm, rest: Rest): Promise<Whole> {
    const state = await this.#now(rest)
    const { hash, bodies } = state
    const body = bodies.get(form) ?? (await this.#kept?.read(hash, form))
    return { hash, body: body ?? (await this.#make(state, form, rest)) }
  }

  /** Does what the first who asks would wait for. */
  async prepare(rest: Rest): Promise<void> {
    const state = await this.#now(rest)
    for (const form of wholeForms) {
      if (await this.#kept?.check(state.hash, form, rest)) continue
      const body = await this.#make(state, form, rest)
      if (this.#current() !== state.catalogue) return
      // From its file it is sent in a few pieces, not in thousands.
      if (await this.#kept?.write(state.hash, form, body, rest)) state.bodies.delete(form)
    }
  }

  /** Most of the work for a document that may still change. */
  async prepareParts(rest: Rest): Promise<void> {
    await this.#makeParts(this.#current(), rest)
  }

  async #now(rest: Rest): Promise<State> {
    const catalogue = this.#current()
    if (this.#state?.catalogue === catalogue) return this.#state
    const hashes: string[] = []
    const pauses = new Pauses(rest)
    for (const key of documentKeys(catalogue)) {
      hashes.push(this.#bodies.hashOf(catalogue, key))
      await pauses.here()
    }
    const state = { catalogue, hash: sha512(hashes.join()), bodies: new Map() }
    if (this.#current() === catalogue) this.#state = state
    return state
  }

  async #make({ catalogue, bodies }: State, form: WholeForm, rest: Rest): Promise<WholeBody> {
    await this.#makeParts(catalogue, rest)
    await rest()
    const known = bodies.get(form)
    if (known) return known
    const document = new WholeDocument()
    const pauses = new Pauses(rest)
    for (const key of documentKeys(catalogue)) {
      document.add(versionEntries(catalogue, key))
      await pauses.here()
    }
    const body = document.body(form)
    bodies.set(form, body)
    return body
  }

  async #makeParts(catalogue: Catalogue, rest: Rest): Promise<void> {
    const pauses = new Pauses(rest)
    for (const key of documentKeys(catalogue)) {
      this.#bodies.hashOf(catalogue, key)
      for (const _ of versionSteps(catalogue, key)) await pauses.here()
    }
  }
}
