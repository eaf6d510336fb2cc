// in: a built-in type's name and its OpenAPI v2 schema → out: its entry in the whole document.
// Never: types of users.
import type { Dict } from '@binnacle/meta'
import { manyKinds } from './document-v3.ts'
import { knownVersions } from './known-versions.ts'
import { metaName } from './operation.ts'
import { definitionEntry, type Entry } from './whole-entry.ts'

/** By name: there are as many as we have types. */
const known = new Map<string, Entry>()

/** Versions that refer to the type differ in nothing that the whole document says of it. */
export function machineryEntry(name: string, schema: Dict): Entry {
  const before = known.get(name)
  if (before) return before
  const kind = manyKinds.find((each) => name === `${metaName}${each}`)
  const entry = definitionEntry(name, kind ? inAllVersions(schema, kind) : schema)
  known.set(name, entry)
  return entry
}

/** The whole document has these kinds once, for all versions that there are. */
function inAllVersions(schema: Dict, kind: string): Dict {
  const kinds = knownVersions.map(({ group, version }) => ({ group, kind, version }))
  return { ...schema, 'x-kubernetes-group-version-kind': kinds }
}
