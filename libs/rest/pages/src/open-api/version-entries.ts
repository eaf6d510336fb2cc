// in: the catalogue and one of its paths → out: what the whole OpenAPI v2 document says of that path.
// Never: the document itself.
import type { Catalogue, ResourceDef } from '@binnacle/catalogue'
import type { Dict } from '@binnacle/meta'
import { customEntries, type CustomEntries } from './custom-entries.ts'
import { partsV2 } from './document-v2.ts'
import { defsOfKey, documentParts, isBuiltin } from './document-v3.ts'
import { kindWords } from './naming.ts'
import { machineryEntry } from './machinery-entry.ts'
import { definitionEntry, type Entry, pathsEntry } from './whole-entry.ts'

export interface VersionEntries {
  readonly paths: readonly Entry[]
  /** In the document's order, by name. */
  readonly definitions: readonly (readonly [string, Entry])[]
  /** By the name that the paths refer to. */
  readonly parameters: readonly (readonly [string, Dict])[]
}

/** What is not made yet is made now: a few milliseconds for each resource of users. */
export function versionEntries(catalogue: Catalogue, key: string): VersionEntries {
  const defs = defsOfKey(catalogue, key)
  if (defs.length > 0 && !isBuiltin(defs)) return joined(defs.map(customEntries))
  return builtinEntries(catalogue, key, defs)
}

function joined(all: readonly CustomEntries[]): VersionEntries {
  return {
    paths: all.map(({ paths }) => paths),
    definitions: [
      ...all.flatMap(({ definitions }) => definitions),
      ...all.flatMap(({ machinery }) => machinery),
    ],
    parameters: all.flatMap(({ parameters }) => parameters),
  }
}

interface Known {
  readonly defs: readonly ResourceDef[]
  readonly entries: VersionEntries
}

/** By key: there are as many as we serve versions of our own. */
const known = new Map<string, Known>()

function builtinEntries(
  catalogue: Catalogue,
  key: string,
  defs: readonly ResourceDef[],
): VersionEntries {
  const before = known.get(key)
  if (before && isSame(before.defs, defs)) return before.entries
  const { paths, definitions, parameters } = partsV2(documentParts(catalogue, key))
  const users = new Set(defs.filter(({ custom }) => custom).flatMap(namesOf))
  const entries: VersionEntries = {
    paths: [pathsEntry(paths)],
    definitions: Object.entries(definitions).map(([name, schema]) => [
      name,
      users.has(name) ? definitionEntry(name, schema) : machineryEntry(name, schema),
    ]),
    parameters: Object.entries(parameters),
  }
  known.set(key, { defs, entries })
  return entries
}

function namesOf(def: ResourceDef): string[] {
  const { name, listName } = kindWords(def)
  return [name, listName]
}

function isSame(a: readonly ResourceDef[], b: readonly ResourceDef[]): boolean {
  return a.length === b.length && a.every((def, at) => def === b[at])
}
