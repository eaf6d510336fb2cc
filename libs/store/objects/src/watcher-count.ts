// in: watches as they open and close → out: how many a write to a place wakes. Never: which.
import type { ResourceShape } from './object-store.ts'

interface Watched {
  readonly shape: ResourceShape
  /** '' for all. */
  readonly namespace: string
}

export class WatcherCount {
  readonly #byPlace = new Map<string, number>()

  add({ shape, namespace }: Watched, change: 1 | -1): void {
    const key = `${shape.prefix}/${namespace}`
    const next = (this.#byPlace.get(key) ?? 0) + change
    if (next <= 0) this.#byPlace.delete(key)
    else this.#byPlace.set(key, next)
  }

  of(shape: ResourceShape, namespace: string): number {
    const everywhere = this.#byPlace.get(`${shape.prefix}/`) ?? 0
    if (namespace === '') return everywhere
    return everywhere + (this.#byPlace.get(`${shape.prefix}/${namespace}`) ?? 0)
  }
}
