// in: definitions as they come and go → out: the newest of each, by name and by group. Never: what
// they mean.
import type { KubeObject } from '@binnacle/meta'

export interface Known {
  readonly crd: KubeObject
  readonly revision: number
}

/** A definition's group never changes. */
export class KnownDefinitions {
  readonly #all = new Map<string, Known>()
  readonly #byGroup = new Map<string, Map<string, Known>>()

  get(name: string): Known | undefined {
    return this.#all.get(name)
  }

  set(name: string, known: Known): void {
    this.#all.set(name, known)
    const { group } = known.crd.spec
    const same = this.#byGroup.get(group)
    if (same) same.set(name, known)
    else this.#byGroup.set(group, new Map([[name, known]]))
  }

  delete(name: string): void {
    const known = this.#all.get(name)
    if (known === undefined) return
    this.#all.delete(name)
    const { group } = known.crd.spec
    const same = this.#byGroup.get(group)
    same?.delete(name)
    if (same?.size === 0) this.#byGroup.delete(group)
  }

  names(): Iterable<string> {
    return this.#all.keys()
  }

  [Symbol.iterator](): Iterator<readonly [string, Known]> {
    return this.#all[Symbol.iterator]()
  }

  /** There may be a thousand of one definition each. */
  ofGroup(group: string): Iterable<readonly [string, Known]> {
    return this.#byGroup.get(group) ?? []
  }
}
