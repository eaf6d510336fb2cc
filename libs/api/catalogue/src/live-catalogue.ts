// in: snapshots → out: the one of the moment. Never: what is in them.
import type { Catalogue, LiveCatalogue } from './catalogue.ts'

export function createLiveCatalogue(first: Catalogue): LiveCatalogue {
  let current = first
  const listeners = new Set<(catalogue: Catalogue) => void>()
  return {
    current: () => current,
    swap(next) {
      current = next
      for (const listener of [...listeners]) listener(next)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
