// in: a structural schema → out: defaults in it that it refuses itself. Never: where defaults may stand.
import { compileRuleTree, objectCostBudget, validateRules } from '@binnacle/cel'
import { aggregateText, errorText, type FieldError, invalid } from '@binnacle/meta'
import {
  checkEmbedded,
  coerceEmbedded,
  copyJson,
  inNameOrder,
  pruneCustom,
  sameJson,
  validateCustom,
} from '@binnacle/schema'

// biome-ignore lint/suspicious/noExplicitAny: JSONSchemaProps
type Schema = any

function isEmbedded(schema: Schema): boolean {
  return schema['x-kubernetes-embedded-resource'] === true
}

function ruleErrors(schema: Schema, value: unknown, path: string, isRoot: boolean): FieldError[] {
  const tree = compileRuleTree(schema, isRoot)
  if (tree === undefined) return []
  const budget = objectCostBudget
  const kept = validateRules(tree, { value, old: value, path, budget }).errors
  if (kept.length > 0) return kept
  return validateRules(tree, { value, path, budget }).errors
}

/** Upstream checks a default as if the mark were not there: such a value may be anything. */
function withoutIntOrString(schema: Schema): Schema {
  const { 'x-kubernetes-int-or-string': _, ...plain } = schema
  if (plain.items) plain.items = withoutIntOrString(plain.items)
  if (plain.not) plain.not = withoutIntOrString(plain.not)
  if (typeof plain.additionalProperties === 'object' && plain.additionalProperties !== null) {
    plain.additionalProperties = withoutIntOrString(plain.additionalProperties)
  }
  for (const word of ['allOf', 'anyOf', 'oneOf'])
    plain[word] &&= plain[word].map(withoutIntOrString)
  if (plain.properties) {
    const parts = Object.entries(plain.properties)
    plain.properties = Object.fromEntries(
      parts.map(([key, part]) => [key, withoutIntOrString(part)]),
    )
  }
  return plain
}

/** The object or array around a value, with the value in its place. */
type Surround = (value: unknown) => unknown

interface Place {
  readonly path: string
  /** Within apiVersion, kind or metadata. */
  readonly inMeta: boolean
  /** The nearest schema of an object with metadata, and the object around what stands here. */
  readonly root: Schema
  readonly surround: Surround
}

const head = { apiVersion: 'validation/v1', kind: 'Validation' }

function metaErrors(value: unknown, { path, root, surround }: Place): FieldError[] {
  const schema = { ...root, 'x-kubernetes-embedded-resource': true }
  const around = { ...head, ...(surround(value) as object) }
  const coerced = coerceEmbedded(copyJson(around), schema, [])
  const errors = coerced === undefined ? checkEmbedded(around, schema) : [coerced]
  if (errors.length === 0) return []
  const text = `must result in valid metadata: ${aggregateText(errors.map(errorText))}`
  return [invalid(`${path}.default`, inNameOrder(copyJson(value as never)), text)]
}

function unknownErrors(schema: Schema, at: string): FieldError[] {
  const pruned = copyJson(schema.default)
  pruneCustom(pruned, schema, isEmbedded(schema))
  const isWhole = sameJson(pruned, schema.default)
  return isWhole
    ? []
    : [invalid(at, inNameOrder(copyJson(schema.default)), 'must not have unknown fields')]
}

function embeddedErrors(schema: Schema, at: string): FieldError[] {
  const coerced = coerceEmbedded(copyJson(schema.default), schema, [], at)
  return coerced === undefined ? checkEmbedded(schema.default, schema, at) : [coerced]
}

function oneDefault(schema: Schema, place: Place): FieldError[] {
  const at = `${place.path}.default`
  const value = schema.default
  const unknown = place.inMeta ? [] : unknownErrors(schema, at)
  const misplaced = place.inMeta ? metaErrors(value, place) : embeddedErrors(schema, at)
  if (misplaced.length > 0) return [...unknown, ...misplaced]
  const broken = validateCustom(value, withoutIntOrString(schema), { prefix: at })
  if (broken.length > 0) return [...unknown, ...broken]
  return [...unknown, ...ruleErrors(schema, value, at, schema === place.root)]
}

const metaNames = new Set(['metadata', 'apiVersion', 'kind'])

function walk(schema: Schema, above: Place): FieldError[] {
  const { path } = above
  const isRoot = isEmbedded(schema)
  const place: Place = isRoot
    ? { path, inMeta: false, root: schema, surround: (value) => value }
    : above
  const errors: FieldError[] = []
  if (schema.default !== undefined && schema.default !== null) {
    errors.push(...oneDefault(schema, place))
  }
  if (schema.items) {
    const within = (value: unknown) => place.surround([value])
    errors.push(...walk(schema.items, { ...place, path: `${path}.items`, surround: within }))
  }
  for (const [name, property] of Object.entries<Schema>(schema.properties ?? {})) {
    const below: Place = {
      ...place,
      path: `${path}.properties[${name}]`,
      inMeta: place.inMeta || (isRoot && metaNames.has(name)),
      surround: (value) => place.surround({ [name]: value }),
    }
    errors.push(...walk(property, below))
  }
  return errors
}

export function defaultErrors(schema: Schema, path: string): FieldError[] {
  const root = { ...schema, 'x-kubernetes-embedded-resource': true }
  return walk(root, { path, inMeta: false, root, surround: (value) => value })
}
