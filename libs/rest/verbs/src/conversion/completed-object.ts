// in: a stored object and what its schema adds → out: it with that, made when it is asked for. Never: other versions.
import type { KubeObject } from '@binnacle/meta'
import type { StoredObject } from '@binnacle/objects'

export class CompletedObject implements StoredObject {
  readonly #stored: StoredObject
  readonly #complete: (object: KubeObject) => KubeObject
  #view: KubeObject | undefined

  constructor(stored: StoredObject, complete: (object: KubeObject) => KubeObject) {
    this.#stored = stored
    this.#complete = complete
  }

  get namespace(): string {
    return this.#stored.namespace
  }

  get name(): string {
    return this.#stored.name
  }

  get revision(): number {
    return this.#stored.revision
  }

  get bytes(): Buffer {
    return Buffer.from(JSON.stringify(this.parse()))
  }

  parse(): KubeObject {
    return this.#complete(this.#stored.parse())
  }

  view(): KubeObject {
    this.#view ??= this.parse()
    return this.#view
  }
}
