// in: the catalogue and one of its paths → out: what the whole OpenAPI v2 document says of that path.
// Never: the document itself.
import type { Catalogue, ResourceDef } from '@binnacle/catalogue'
import type { Dict } from '@binnacle/meta'
import { customEntries, type CustomEntries } from './custom-entries.ts'
import { partsV2, schemaV2 } from './document-v2.ts'
import { defsOfKey, documentSteps, isBuiltin } from './document-v3.ts'
import { inOneGo } from './in-one-go.ts'
import { kindWords } from './naming.ts'
import { machineryEntry } from './machinery-entry.ts'
import type { Paths } from './resource-paths.ts'
import { definitionEntry, type Entry, pathsEntry } from './whole-entry.ts'

export interface VersionEntries {
  readonly paths: readonly Entry[]
  /** In the document's order, by name. */
  readonly definitions: readonly (readonly [string, Entry])[]
  /** By the name that the paths refer to. */
  readonly parameters: readonly (readonly [string, Dict])[]
}

/** What is not made yet is made now. */
export function versionEntries(catalogue: Catalogue, key: string): VersionEntries {
  return inOneGo(versionSteps(catalogue, key))
}

/** The same in steps of a few milliseconds, between which others may have their turn. */
export function* versionSteps(catalogue: Catalogue, key: string): Generator<void, VersionEntries> {
  const defs = defsOfKey(catalogue, key)
  const [first] = defs
  if (first === undefined || isBuiltin(defs)) return yield* builtinSteps(catalogue, key, defs)
  const before = knownCustom.get(first)
  if (before && isSame(before.defs, defs)) return before.entries
  const all: CustomEntries[] = []
  for (const def of defs) {
    all.push(customEntries(def))
    yield
  }
  const entries = joined(all)
  knownCustom.set(first, { defs, entries })
  return entries
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

/** By the first of a version's resources. */
const knownCustom = new WeakMap<ResourceDef, Known>()

/** By key: there are as many as we serve versions of our own. */
const known = new Map<string, Known>()

function* builtinSteps(
  catalogue: Catalogue,
  key: string,
  defs: readonly ResourceDef[],
): Generator<void, VersionEntries> {
  const before = known.get(key)
  if (before && isSame(before.defs, defs)) return before.entries
  const { paths, schemas, custom } = yield* documentSteps(catalogue, key)
  const shown: Entry[] = []
  const parameters: Record<string, Dict> = {}
  for (const some of portions(paths)) {
    const parts = partsV2({ paths: some, schemas: {}, custom })
    shown.push(pathsEntry(parts.paths))
    Object.assign(parameters, parts.parameters)
    yield
  }
  const users = new Set(defs.filter((def) => def.custom).flatMap(namesOf))
  const definitions: (readonly [string, Entry])[] = []
  for (const [name, schema] of Object.entries(schemas)) {
    const make = users.has(name) ? definitionEntry : machineryEntry
    definitions.push([name, make(name, schemaV2(schema))])
    yield
  }
  const entries = { paths: shown, definitions, parameters: Object.entries(parameters) }
  known.set(key, { defs, entries })
  return entries
}

const pathsInPortion = 10

function* portions(paths: Paths): Generator<Paths> {
  const all = Object.entries(paths)
  for (let at = 0; at < all.length; at += pathsInPortion) {
    yield Object.fromEntries(all.slice(at, at + pathsInPortion))
  }
}

function namesOf(def: ResourceDef): string[] {
  const { name, listName } = kindWords(def)
  return [name, listName]
}

function isSame(a: readonly ResourceDef[], b: readonly ResourceDef[]): boolean {
  return a.length === b.length && a.every((def, at) => def === b[at])
}
