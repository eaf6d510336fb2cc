// in: a group, a resource and hooks → out: the record by which the registry of kinds finds them.
import type { Kind } from './kind.ts'

export interface DefinedKind extends Kind {
  readonly group: string
  readonly resource: string
}

/** `group` is '' for the core group; one record serves all versions of the resource. */
export function defineKind(group: string, resource: string, hooks: Kind): DefinedKind {
  return { group, resource, ...hooks }
}
