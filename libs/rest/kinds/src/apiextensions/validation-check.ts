// in: the schema of one version or of all → out: all that is wrong with it. Never: other parts of a definition.
import { type Dict, type FieldError, forbidden, invalid } from '@binnacle/meta'
import { defaultErrors } from './default-check.ts'
import { RuleContext } from './rule-context.ts'
import { allRulesCostMax, costText } from './rule-check.ts'
import { schemaErrors } from './schema-check.ts'
import { showSchema } from './show-internal.ts'
import { structuralErrors, structuralProblem } from './structural-check.ts'

/** What may stand at the root when the status has a schema of its own. */
const rootFields =
  'Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations'
const allowedAtRoot = new Set(rootFields.split(' '))

function isZero(value: unknown): boolean {
  return value === null || value === '' || value === false
}

function rootErrors(schema: Dict, path: string): FieldError[] {
  const internal = showSchema(schema)
  for (const [name, value] of Object.entries(internal)) {
    if (isZero(value)) continue
    if (name === 'Type') {
      if (value === 'object') continue
      const text =
        'only "object" is allowed as the type at the root of the schema if the status subresource is enabled'
      return [invalid(`${path}.type`, value, text)]
    }
    if (allowedAtRoot.has(name)) continue
    const text = `only [${rootFields}] fields are allowed at the root of the schema if the status subresource is enabled`
    return [invalid(path, internal, text)]
  }
  return []
}

function totalErrors(context: RuleContext, path: string): FieldError[] {
  const { total, costly } = context.total
  if (total <= allRulesCostMax) return []
  const text =
    'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema'
  const what = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema'
  return [
    ...costly.map((each) => forbidden(each.path, text)),
    forbidden(path, costText(what, total, allRulesCostMax)),
  ]
}

export interface ValidationPlace {
  readonly path: string
  readonly hasStatus: boolean
  /** The schema is the one that was there before. */
  readonly unchanged: boolean
}

export function validationErrors(
  validation: Dict | undefined,
  { path, hasStatus, unchanged }: ValidationPlace,
): FieldError[] {
  const schema: Dict | undefined = validation?.openAPIV3Schema
  if (schema === undefined) return []
  const at = `${path}.openAPIV3Schema`
  const errors = hasStatus ? rootErrors(schema, at) : []
  if (schema.nullable === true) {
    errors.push(forbidden(`${at}.nullable`, 'nullable cannot be true at the root'))
  }
  const problem = structuralProblem(schema)
  let context: RuleContext | undefined
  if (problem === undefined) {
    const structure = structuralErrors(schema, at)
    const defaults = structure.length > 0 ? [] : defaultErrors(schema, at)
    errors.push(...structure, ...defaults)
    if (structure.length + defaults.length === 0) context = RuleContext.root(schema)
  }
  const found = schemaErrors(schema, at, context, unchanged)
  errors.push(...found.schema, ...found.rules)
  if (errors.length === 0 && problem !== undefined) errors.push(invalid(at, '', problem))
  if (context !== undefined) errors.push(...totalErrors(context, at))
  return errors
}
