// in: the folder of upstream facts → out: its documents, parsed. Never: what becomes of them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

// biome-ignore lint/suspicious/noExplicitAny: documents of many shapes
export type Json = any

export interface GoField {
  readonly name: string
  readonly type: string
  readonly pointer?: boolean
  readonly omit: 'empty' | 'zero' | 'never'
}

export interface ProtoField {
  readonly name: string
  readonly number: number
  readonly type: string
}

export interface Upstream {
  /** Groups in discovery's order; the core group is not among them. */
  readonly groups: readonly { name: string; versions: readonly string[] }[]
  /** APIResourceList by group version (`v1`, `apps/v1`). */
  readonly resourceLists: ReadonlyMap<string, Json>
  /** Schemas of all OpenAPI v3 documents, by name. */
  readonly schemas: ReadonlyMap<string, Json>
  readonly protoMessages: Readonly<Record<string, readonly ProtoField[]>>
  readonly goTypes: Readonly<Record<string, readonly GoField[]>>
  /** Allowed values by type and field; of list items where the field is a list. */
  readonly enums: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  /** By `group/version Kind`. */
  readonly warnings: ReadonlyMap<string, string>
}

export function readUpstream(from: string, facts: URL): Upstream {
  const discovery = join(from, 'discovery')
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'))
  const resourceLists = new Map<string, Json>()
  for (const file of readdirSync(discovery).sort()) {
    const document = read(join(discovery, file))
    if (document.kind === 'APIResourceList') resourceLists.set(document.groupVersion, document)
  }
  const schemas = new Map<string, Json>()
  for (const file of readdirSync(join(from, 'openapi-v3')).sort()) {
    const { components } = read(join(from, 'openapi-v3', file))
    for (const [name, schema] of Object.entries(components?.schemas ?? {})) {
      addSchema(schemas, name, schema)
    }
  }
  return {
    groups: read(join(discovery, 'apis.json')).groups.map((group: Json) => ({
      name: group.name,
      versions: group.versions.map((each: Json) => each.version),
    })),
    resourceLists,
    schemas,
    protoMessages: read(join(from, 'protobuf-fields.json')),
    goTypes: JSON.parse(readFileSync(new URL('go-types.json', facts), 'utf8')),
    enums: JSON.parse(readFileSync(new URL('enums.json', facts), 'utf8')),
    warnings: new Map(
      JSON.parse(readFileSync(new URL('deprecations.json', facts), 'utf8')).map(warningOf),
    ),
  }
}

/** A schema shared by documents lists only their own kinds in each: the first one counts. */
function addSchema(schemas: Map<string, Json>, name: string, schema: Json): void {
  if (!schemas.has(name)) schemas.set(name, schema)
}

function warningOf({ kind, since, until, use }: Record<string, string>): [string, string] {
  let text = `${kind} is deprecated in v${since}+`
  if (until) text += `, unavailable in v${until}+`
  if (use) text += `; use ${use}`
  return [kind ?? '', text]
}
