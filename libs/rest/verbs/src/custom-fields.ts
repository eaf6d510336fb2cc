// in: an object of a kind that users defined → out: it without what its schema does not know.
import type { ResourceDef } from '@binnacle/catalogue'
import type { KubeObject } from '@binnacle/meta'

export function pruneUnknown(object: KubeObject, def: ResourceDef, strict: string[]): void {
  void object
  void def
  void strict
}
