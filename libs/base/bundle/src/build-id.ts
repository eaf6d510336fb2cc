// in: nothing → out: which bundle this code is part of. Never: what is in it.

declare global {
  interface ImportMeta {
    /** The bundler writes it. */
    readonly buildId?: string
  }
}

/** Another for each bundle that was ever made; undefined in code that runs from its sources. */
export const buildId = import.meta.buildId
