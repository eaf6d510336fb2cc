// in: a structural schema → out: defaults in it that it refuses itself. Never: where defaults may stand.
import { compileRuleTree, objectCostBudget, validateRules } from '@binnacle/cel'
import { type FieldError, invalid } from '@binnacle/meta'
import {
  checkEmbedded,
  coerceEmbedded,
  copyJson,
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

function oneDefault(schema: Schema, path: string, isRoot: boolean, inMeta: boolean): FieldError[] {
  const at = `${path}.default`
  const value = schema.default
  const errors: FieldError[] = []
  if (!inMeta) {
    const pruned = copyJson(value)
    pruneCustom(pruned, schema, isEmbedded(schema))
    if (!sameJson(pruned, value)) errors.push(invalid(at, value, 'must not have unknown fields'))
    const coerced = coerceEmbedded(copyJson(value), schema, [], at)
    if (coerced !== undefined) return [...errors, coerced]
    const embedded = checkEmbedded(value, schema, at)
    if (embedded.length > 0) return [...errors, ...embedded]
  }
  const broken = validateCustom(value, withoutIntOrString(schema), { prefix: at })
  if (broken.length > 0) return [...errors, ...broken]
  return [...errors, ...ruleErrors(schema, value, at, isRoot)]
}

const metaNames = new Set(['metadata', 'apiVersion', 'kind'])

function walk(schema: Schema, path: string, isRoot: boolean, inMeta: boolean): FieldError[] {
  const root = isRoot || isEmbedded(schema)
  const within = isEmbedded(schema) ? false : inMeta
  const errors: FieldError[] = []
  if (schema.default !== undefined && schema.default !== null) {
    errors.push(...oneDefault(schema, path, root, within))
  }
  if (schema.items) errors.push(...walk(schema.items, `${path}.items`, false, within))
  for (const [name, property] of Object.entries<Schema>(schema.properties ?? {})) {
    const meta = within || (root && metaNames.has(name))
    errors.push(...walk(property, `${path}.properties[${name}]`, false, meta))
  }
  return errors
}

export function defaultErrors(schema: Schema, path: string): FieldError[] {
  return walk({ ...schema, 'x-kubernetes-embedded-resource': true }, path, true, false)
}
