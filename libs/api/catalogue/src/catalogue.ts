// in: nothing → out: the question-and-answer face of the catalogue. Never: where records come from.
import type { GroupVersion } from '@binnacle/meta'
import type { ResourceDef } from './resource-def.ts'

/** One immutable snapshot of everything that is served. */
export interface Catalogue {
  /** Grows by one with each change. */
  readonly generation: number
  /** Groups in discovery's order, with their versions, the preferred one first. */
  readonly groups: readonly { readonly group: string; readonly versions: readonly string[] }[]
  resource(gv: GroupVersion, resource: string): ResourceDef | undefined
  byKind(gv: GroupVersion, kind: string): ResourceDef | undefined
  /** All resources of one group version, in discovery's order. */
  resourcesOf(gv: GroupVersion): readonly ResourceDef[]
  all(): readonly ResourceDef[]
}

/** Holds the snapshot of the moment; `swap` replaces it whole. */
export interface LiveCatalogue {
  current(): Catalogue
  swap(next: Catalogue): void
  /** Called after each swap; returns how to stop. */
  onChange(listener: (catalogue: Catalogue) => void): () => void
}
