// in: a resource that users define → out: what the whole OpenAPI v2 document says of it, kept for as
// long as it is defined.
// Never: resources that share a version with ours.
import type { ResourceDef } from '@binnacle/catalogue'
import type { Dict } from '@binnacle/meta'
import { type CustomSchemas, customSchemaParts } from './custom-schemas.ts'
import { partsV2, schemaV2 } from './document-v2.ts'
import { collect } from './document-v3.ts'
import { machineryEntry } from './machinery-entry.ts'
import { type Paths, resourcePaths } from './resource-paths.ts'
import {
  definitionEntry,
  type Entry,
  pathsEntry,
  sharedEntry,
  type SharedParts,
  sharedParts,
} from './whole-entry.ts'

export interface CustomEntries {
  readonly paths: Entry
  readonly definitions: readonly (readonly [string, Entry])[]
  /** Types of ours that it refers to. */
  readonly machinery: readonly (readonly [string, Entry])[]
  readonly parameters: readonly (readonly [string, Dict])[]
}

const known = new WeakMap<ResourceDef, CustomEntries>()

export function customEntries(def: ResourceDef): CustomEntries {
  const before = known.get(def)
  if (before) return before
  const entries = entriesOf(def)
  known.set(def, entries)
  return entries
}

function entriesOf(def: ResourceDef): CustomEntries {
  const v3: Paths = {}
  resourcePaths(def, v3)
  const parts = customSchemaParts(def)
  const { paths, parameters } = partsV2({ paths: v3, schemas: {}, custom: true })
  return {
    paths: pathsEntry(paths),
    definitions: [
      [parts.name, ownEntry(def, parts)],
      [parts.listName, definitionEntry(parts.listName, schemaV2(parts.list))],
    ],
    machinery: machineryOf(def, v3, parts),
    parameters: Object.entries(parameters).map(([name, each]) => [
      name,
      sharedParameter(name, each),
    ]),
  }
}

type Named = readonly (readonly [string, Entry])[]

/** By what a resource can do: there are as many as combinations of few things. */
const machineryKnown = new Map<string, Named>()

/** Of a schema's references only that of metadata leads to us, which the list refers to alike. */
function machineryOf(def: ResourceDef, paths: Paths, parts: CustomSchemas): Named {
  const { verbs, subresources, namespaced } = def
  const hasSchema = def.custom?.schema !== undefined
  const key = JSON.stringify([verbs, [...subresources.keys()], namespaced, hasSchema])
  const before = machineryKnown.get(key)
  if (before) return before
  const { name, listName, list } = parts
  const schemas: Record<string, Dict> = { [name]: {}, [listName]: {} }
  collect([paths, hasSchema ? parts.common().properties.metadata : {}, list], schemas)
  delete schemas[name]
  delete schemas[listName]
  const found = Object.entries(schemas).map(
    ([each, schema]) => [each, machineryEntry(each, schemaV2(schema))] as const,
  )
  machineryKnown.set(key, found)
  return found
}

/** By schema: the same object where two definitions say the same. */
const sharedBySchema = new WeakMap<object, SharedParts>()

function ownEntry(def: ResourceDef, { name, common, own }: CustomSchemas): Entry {
  const { schema } = def.custom ?? {}
  const before = schema && sharedBySchema.get(schema)
  if (before) return sharedEntry(name, before, own)
  const shown = schemaV2({ ...common(), ...own })
  const head = { ...shown }
  for (const key of Object.keys(own)) delete head[key]
  // Where something else follows the extensions, the two cannot be kept apart.
  const isSplit = Object.keys({ ...head, ...own }).join() === Object.keys(shown).join()
  if (schema === undefined || !isSplit) return definitionEntry(name, shown)
  const parts = sharedParts(head)
  sharedBySchema.set(schema, parts)
  return sharedEntry(name, parts, own)
}

/** Resources refer to the same few: the names hold a hash of what they say. */
const parametersByName = new Map<string, Dict>()

function sharedParameter(name: string, parameter: Dict): Dict {
  const before = parametersByName.get(name)
  if (before) return before
  parametersByName.set(name, parameter)
  return parameter
}
