// in: nothing → out: the record of one resource in one served version. Never: behaviour of a kind.
import type { GroupResource, GroupVersionKind } from '@binnacle/meta'
import type { ObjectType } from './type-def.ts'

export interface SubresourceDef {
  /** `status`, `scale`, `log`, ... */
  readonly name: string
  /** The kind that the subresource speaks (Scale, Eviction, the resource's own kind). */
  readonly kind: GroupVersionKind
  readonly verbs: readonly string[]
}

export interface ResourceDef {
  readonly group: string
  readonly version: string
  /** Plural, as in paths. */
  readonly resource: string
  readonly singular: string
  readonly kind: string
  /** `ConfigMapList`; '' where nothing lists. */
  readonly listKind: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly namespaced: boolean
  /** In discovery's order: create, delete, deletecollection, get, list, patch, update, watch. */
  readonly verbs: readonly string[]
  readonly subresources: ReadonlyMap<string, SubresourceDef>
  /** Hash shown in discovery; '' where the resource is not stored (reviews). */
  readonly storageVersionHash: string
  readonly storage: {
    /** The version in which etcd holds it; may be another group's (events). */
    readonly group: string
    readonly version: string
    /** Below the registry root: `pods`, `services/specs`, `apps.example.com/widgets`. */
    readonly prefix: string
  }
  readonly type: ObjectType
  /** Only for resources that users define: the OpenAPI v3 schema, printer columns and so on, compiled. */
  readonly custom?: CustomDef
  readonly deprecation?: { readonly warning: string }
}

/** What a definition by users adds to the record. Filled by compile-crd; read by schema, verbs and kinds. */
export interface CustomDef {
  // biome-ignore lint/suspicious/noExplicitAny: JSONSchemaProps as the definition spells it
  readonly schema: any
  readonly preserveUnknownFields: boolean
  readonly columns: readonly {
    readonly name: string
    readonly type: string
    readonly format?: string
    readonly description?: string
    readonly priority?: number
    readonly jsonPath: string
  }[]
  /** JSON paths such as `.spec.color`. */
  readonly selectableFields: readonly string[]
  readonly scale?: {
    readonly specReplicasPath: string
    readonly statusReplicasPath: string
    readonly labelSelectorPath?: string
  }
  readonly hasStatus: boolean
  /** A webhook converts: the store hands objects out in the version of each record. */
  readonly converts: boolean
  // biome-ignore lint/suspicious/noExplicitAny: the whole definition, for conversion and status
  readonly definition: any
}

export function groupResourceOf(def: ResourceDef): GroupResource {
  return { group: def.group, resource: def.resource }
}

export function kindOfDef(def: ResourceDef): GroupVersionKind {
  return { group: def.group, version: def.version, kind: def.kind }
}
