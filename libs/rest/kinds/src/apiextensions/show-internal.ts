// in: parts of a definition → out: them as JSON of the reference's internal types, which some refusals show.
import type { Dict } from '@binnacle/meta'
import type { InternalSpec } from './internal-definition.ts'

// biome-ignore lint/suspicious/noExplicitAny: JSONSchemaProps
type Schema = any

export function showRule(rule: Dict): Dict {
  return {
    Rule: rule.rule ?? '',
    Message: rule.message ?? '',
    MessageExpression: rule.messageExpression ?? '',
    Reason: rule.reason ?? null,
    FieldPath: rule.fieldPath ?? '',
    OptionalOldSelf: rule.optionalOldSelf ?? null,
  }
}

function showMap(schemas: Dict | undefined): Dict | null {
  if (!schemas) return null
  const names = Object.keys(schemas).sort()
  return Object.fromEntries(names.map((name) => [name, showSchema(schemas[name])]))
}

function showList(schemas: Schema[] | undefined): Dict[] | null {
  return schemas ? schemas.map(showSchema) : null
}

function showOrBool(value: Schema): Dict | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return { Allows: value, Schema: null }
  return { Allows: true, Schema: showSchema(value) }
}

function showItems(items: Schema): Dict | null {
  if (!items) return null
  if (Array.isArray(items)) return { Schema: null, JSONSchemas: items.map(showSchema) }
  return { Schema: showSchema(items), JSONSchemas: null }
}

function showDependencies(dependencies: Dict | undefined): Dict | null {
  if (!dependencies) return null
  const shown = Object.keys(dependencies)
    .sort()
    .map((name) => {
      const each = dependencies[name]
      const isNames = Array.isArray(each)
      return [name, { Schema: isNames ? null : showSchema(each), Property: isNames ? each : null }]
    })
  return Object.fromEntries(shown)
}

export function showSchema(schema: Schema): Dict {
  return {
    ID: schema.id ?? '',
    Schema: schema.$schema ?? '',
    Ref: schema.$ref ?? null,
    Description: schema.description ?? '',
    Type: schema.type ?? '',
    Nullable: schema.nullable ?? false,
    Format: schema.format ?? '',
    Title: schema.title ?? '',
    Default: schema.default ?? null,
    Maximum: schema.maximum ?? null,
    ExclusiveMaximum: schema.exclusiveMaximum ?? false,
    Minimum: schema.minimum ?? null,
    ExclusiveMinimum: schema.exclusiveMinimum ?? false,
    MaxLength: schema.maxLength ?? null,
    MinLength: schema.minLength ?? null,
    Pattern: schema.pattern ?? '',
    MaxItems: schema.maxItems ?? null,
    MinItems: schema.minItems ?? null,
    UniqueItems: schema.uniqueItems ?? false,
    MultipleOf: schema.multipleOf ?? null,
    Enum: schema.enum ?? null,
    MaxProperties: schema.maxProperties ?? null,
    MinProperties: schema.minProperties ?? null,
    Required: schema.required ?? null,
    Items: showItems(schema.items),
    AllOf: showList(schema.allOf),
    OneOf: showList(schema.oneOf),
    AnyOf: showList(schema.anyOf),
    Not: schema.not ? showSchema(schema.not) : null,
    Properties: showMap(schema.properties),
    AdditionalProperties: showOrBool(schema.additionalProperties),
    PatternProperties: showMap(schema.patternProperties),
    Dependencies: showDependencies(schema.dependencies),
    AdditionalItems: showOrBool(schema.additionalItems),
    Definitions: showMap(schema.definitions),
    ExternalDocs: schema.externalDocs
      ? { Description: schema.externalDocs.description ?? '', URL: schema.externalDocs.url ?? '' }
      : null,
    Example: schema.example ?? null,
    XPreserveUnknownFields: schema['x-kubernetes-preserve-unknown-fields'] ?? null,
    XEmbeddedResource: schema['x-kubernetes-embedded-resource'] ?? false,
    XIntOrString: schema['x-kubernetes-int-or-string'] ?? false,
    XListMapKeys: schema['x-kubernetes-list-map-keys'] ?? null,
    XListType: schema['x-kubernetes-list-type'] ?? null,
    XMapType: schema['x-kubernetes-map-type'] ?? null,
    XValidations: schema['x-kubernetes-validations']?.map(showRule) ?? null,
  }
}

function showColumn(column: Dict): Dict {
  return {
    Name: column.name ?? '',
    Type: column.type ?? '',
    Format: column.format ?? '',
    Description: column.description ?? '',
    Priority: column.priority ?? 0,
    JSONPath: column.jsonPath ?? '',
  }
}

function showSubresources({ status, scale }: Dict): Dict {
  return {
    Status: status ? {} : null,
    Scale: scale
      ? {
          SpecReplicasPath: scale.specReplicasPath ?? '',
          StatusReplicasPath: scale.statusReplicasPath ?? '',
          LabelSelectorPath: scale.labelSelectorPath ?? null,
        }
      : null,
  }
}

export function showVersions({ versions, versionsGiven }: InternalSpec): Dict[] | null {
  if (!versionsGiven) return null
  return versions.map((version) => ({
    Name: version.name,
    Served: version.served,
    Storage: version.storage,
    Deprecated: version.deprecated,
    DeprecationWarning: version.deprecationWarning ?? null,
    Schema: version.schema
      ? {
          OpenAPIV3Schema: version.schema.openAPIV3Schema
            ? showSchema(version.schema.openAPIV3Schema)
            : null,
        }
      : null,
    Subresources: version.subresources ? showSubresources(version.subresources) : null,
    AdditionalPrinterColumns: version.columns?.map(showColumn) ?? null,
    SelectableFields:
      version.selectableFields?.map((each) => ({ JSONPath: each.jsonPath ?? '' })) ?? null,
  }))
}
