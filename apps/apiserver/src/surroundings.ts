// in: the store, the catalogue, the settings → out: what kinds, admission and verbs may ask. Never: requests.
import type { LiveCatalogue } from '@binnacle/catalogue'
import type { AccessServices, ServerSettings, Surroundings } from '@binnacle/kinds'
import type { KnownNow, ObjectStore } from '@binnacle/objects'
import type { Shapes } from './shapes.ts'

export interface SurroundingParts {
  readonly settings: ServerSettings
  readonly catalogue: LiveCatalogue
  readonly store: ObjectStore & KnownNow
  readonly shapes: Shapes
  readonly authorize: Surroundings['authorize']
  readonly access: AccessServices
}

export function createSurroundings(parts: SurroundingParts): Surroundings {
  const { settings, catalogue, store, shapes, authorize, access } = parts
  return {
    settings,
    catalogue,
    store,
    authorize,
    access,
    shapeOf: shapes.of,
    lookUp(resource, namespace, name) {
      const shape = shapes.find(resource)
      return shape && store.peek({ shape, namespace, name })?.view()
    },
    *lookUpAll(resource, namespace) {
      const shape = shapes.find(resource)
      if (shape === undefined) return
      for (const stored of store.peekAll(shape, namespace)) yield stored.view()
    },
  }
}
