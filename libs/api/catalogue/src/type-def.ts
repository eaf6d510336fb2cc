// in: nothing → out: the record of a type: how each field of an object behaves. Never: values.

/** What a JSON value may be, and how it merges. References to other types are linked, so types may be cyclic. */
export type TypeDef = ObjectType | MapType | ListType | ScalarType | AnyType

export interface ObjectType {
  readonly kind: 'object'
  /** Schema name, for example `io.k8s.api.core.v1.Container`; '' for a type without a name. */
  readonly name: string
  /** The Go type's own name, which texts of decoding errors show: `Container`. */
  readonly goName: string
  /** By JSON name, in the order of the Go struct (custom resources: the schema's order). */
  readonly fields: ReadonlyMap<string, FieldDef>
  readonly mapType: 'granular' | 'atomic'
  /** Unknown fields are kept (custom resources only). */
  readonly preserveUnknown?: boolean
  /** The type of fields that `fields` does not name, when they are kept. */
  readonly additional?: TypeDef
}

export interface MapType {
  readonly kind: 'map'
  readonly values: TypeDef
  readonly mapType: 'granular' | 'atomic'
}

export interface ListType {
  readonly kind: 'list'
  readonly items: TypeDef
  readonly listType: 'atomic' | 'set' | 'map'
  /** For listType map: the fields that name an item. */
  readonly mapKeys: readonly string[]
}

export interface ScalarType {
  readonly kind: 'scalar'
  readonly scalar:
    | 'string'
    | 'bytes' // base64 in JSON
    | 'boolean'
    | 'int32'
    | 'int64'
    | 'integer' // of a custom resource, no width said
    | 'float'
    | 'double'
    | 'formatted' // of users: a string with a format, which server-side apply takes for any scalar
    | 'time' // RFC 3339, whole seconds
    | 'microTime' // RFC 3339, six fraction digits
    | 'duration' // Go's, `1h0m0s`
    | 'quantity'
    | 'intOrString'
  /** The named Go type of a string or number where it has one (`v1.PullPolicy`), else its Go kind. */
  readonly goName?: string
}

/** Any JSON: RawExtension, FieldsV1, apiextensions JSON, x-kubernetes-preserve-unknown-fields. */
export interface AnyType {
  readonly kind: 'any'
  /** An embedded object of the API: has apiVersion, kind and metadata. */
  readonly embedded?: boolean
  /** Of a built-in type: which of Go's free forms it is; the schema forms hold a JSONSchemaProps. */
  readonly form?: 'raw' | 'fields' | 'json' | 'schemaOrArray' | 'schemaOrBool' | 'schemaOrStrings'
}

export interface FieldDef {
  readonly name: string
  readonly type: TypeDef
  /** Protobuf field number; 0 where there is none. */
  readonly proto: number
  /** Said to be required by the schema. */
  readonly required: boolean
  /** A Go pointer (or custom resource field): absent and zero differ, and zero is written. */
  readonly pointer: boolean
  /**
   * When the field is left out on writing: `empty` as Go's omitempty (a struct that is no pointer is always
   * written), `zero` as omitzero, `never` (null for an absent list, map or pointer).
   */
  readonly omit: 'empty' | 'zero' | 'never'
  readonly default?: unknown
  /** The values that the schema allows (of items, in a list); kinds check them in their own words. */
  readonly values?: readonly string[]
  /** Strategic merge patch. */
  readonly patchStrategy: readonly ('merge' | 'replace' | 'retainKeys')[]
  readonly patchMergeKey?: string
  /** The embedded Go struct that holds the field; errors of decoding name it, and `proto` is inside it. */
  readonly embedded?: string
}
