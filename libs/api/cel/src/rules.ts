// in: the schema of a custom resource → out: its validation rules, compiled once. Never: values of objects.
import { type Program, compileExpression, worstCost } from './compile.ts'
import { type DeclType, extend, structsWithin } from './environment.ts'
import { escapeName } from './escape-name.ts'
import { compiledOnce } from './rule-memo.ts'
import { type Schema, renamedType, schemaType, sizeWithin } from './schema-type.ts'
import { baseEnvironment } from './standard.ts'
import { boolType, optionalType, sameType, stringType } from './types.ts'

/** As the definition spells it. */
export interface Rule {
  readonly rule: string
  readonly message?: string
  readonly messageExpression?: string
  readonly reason?: string
  readonly fieldPath?: string
  readonly optionalOldSelf?: boolean
}

export interface CompiledRule {
  readonly rule: Rule
  readonly program?: Program
  /** Why the rule cannot be compiled. */
  readonly error?: string
  readonly usesOldSelf: boolean
  readonly maxCost: number
  readonly message?: Program
  readonly messageError?: string
  readonly messageMaxCost: number
}

/** The rules of one node of a schema and of the nodes below it; undefined where there are none. */
export interface RuleTree {
  readonly schema: Schema
  readonly isRoot: boolean
  readonly rules: readonly CompiledRule[]
  readonly allOf: readonly RuleTree[]
  readonly items?: RuleTree
  readonly properties: ReadonlyMap<string, RuleTree>
  readonly additional?: RuleTree
}

let types = 0

function environments(decl: DeclType) {
  const structs = structsWithin(decl)
  const self = ['self', decl.type] as const
  return {
    plain: extend(baseEnvironment, [self, ['oldSelf', decl.type]], structs),
    optional: extend(baseEnvironment, [self, ['oldSelf', optionalType(decl.type)]], structs),
  }
}

function isBlank(text: string | undefined): boolean {
  return (text ?? '').trim() === ''
}

function compileMessage(
  rule: Rule,
  environment: ReturnType<typeof environments>['plain'],
  decl: DeclType,
): Pick<CompiledRule, 'message' | 'messageError' | 'messageMaxCost'> {
  const source = rule.messageExpression ?? ''
  if (source === '') return { messageMaxCost: 0 }
  const compiled = compileExpression(source, environment)
  if ('issues' in compiled) {
    const step = compiled.instantiation ? 'instantiation' : 'compilation'
    const messageError = `messageExpression ${step} failed: ${compiled.issues}`
    return { messageError, messageMaxCost: 0 }
  }
  if (!sameType(compiled.program.resultType, stringType)) {
    return { messageError: 'messageExpression must evaluate to a string', messageMaxCost: 0 }
  }
  const messageMaxCost = worstCost(compiled.program, (path) => sizeWithin(decl, path))
  return { message: compiled.program, messageMaxCost }
}

function compileRule(
  rule: Rule,
  both: ReturnType<typeof environments>,
  decl: DeclType,
): CompiledRule {
  const nothing = { rule, usesOldSelf: false, maxCost: 0, messageMaxCost: 0 }
  if (isBlank(rule.rule)) return nothing
  const environment = rule.optionalOldSelf === true ? both.optional : both.plain
  const compiled = compileExpression(rule.rule, environment)
  if ('issues' in compiled) {
    const step = compiled.instantiation ? 'program instantiation' : 'compilation'
    return { ...nothing, error: `${step} failed: ${compiled.issues}` }
  }
  const { program } = compiled
  if (!sameType(program.resultType, boolType)) {
    return { ...nothing, error: 'cel expression must evaluate to a bool' }
  }
  return {
    rule,
    program,
    usesOldSelf: program.variables.has('oldSelf'),
    maxCost: worstCost(program, (path) => sizeWithin(decl, path)),
    ...compileMessage(rule, environment, decl),
  }
}

/** The rules of one node, its type given. */
export function compileRules(rules: readonly Rule[], decl: DeclType): CompiledRule[] {
  if (rules.length === 0) return []
  return compiledOnce(rules, decl, () => {
    // Messages tell the names: those of a node's types begin with the node.
    const own = renamedType(decl, selfTypeName())
    const both = environments(own)
    return rules.map((rule) => compileRule(rule, both, own))
  })
}

/** A name for the type that no expression can rely on. */
export function selfTypeName(): string {
  types = (types + 1) % 1_000_000_000
  return `selfType${types}`
}

function isEmbedded(schema: Schema): boolean {
  return schema?.['x-kubernetes-embedded-resource'] === true
}

function hasRules(schema: Schema): boolean {
  if (!schema) return false
  if ((schema['x-kubernetes-validations'] ?? []).length > 0) return true
  const below = [
    schema.items,
    typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined,
    ...Object.values(schema.properties ?? {}),
    ...(schema.allOf ?? []),
  ]
  return below.some(hasRules)
}

function propertyTrees(rules: Schema, node: Schema, decl: DeclType | undefined) {
  const trees = new Map<string, RuleTree>()
  for (const [name, property] of Object.entries<Schema>(rules.properties ?? {})) {
    const own = Object.hasOwn(node.properties ?? {}, name) ? node.properties[name] : undefined
    if (own === undefined || !hasRules(property)) continue
    const escaped = escapeName(name)
    const type =
      escaped === undefined
        ? schemaType(own, isEmbedded(own), selfTypeName())
        : decl?.fields?.get(escaped)
    if (type === undefined) continue
    const tree = treeOf(property, own, isEmbedded(own), type)
    if (tree !== undefined) trees.set(name, tree)
  }
  return trees
}

function objectSchema(value: Schema): Schema | undefined {
  return typeof value === 'object' && value !== null ? value : undefined
}

/** `rules` says the rules, `node` the type: they differ below allOf. */
function treeOf(
  rules: Schema,
  node: Schema,
  isRoot: boolean,
  decl: DeclType | undefined,
): RuleTree | undefined {
  const compiled =
    decl === undefined ? [] : compileRules(rules['x-kubernetes-validations'] ?? [], decl)
  const properties = propertyTrees(rules, node, decl)
  const items =
    rules.items && node.items && hasRules(rules.items)
      ? treeOf(rules.items, node.items, isEmbedded(node.items), decl?.elem)
      : undefined
  const ruled = objectSchema(rules.additionalProperties)
  const typed = objectSchema(node.additionalProperties)
  const additional =
    ruled && typed && hasRules(ruled)
      ? treeOf(ruled, typed, isEmbedded(typed), decl?.elem)
      : undefined
  const allOf = ((rules.allOf ?? []) as Schema[])
    .filter(hasRules)
    .map((each) => treeOf(each, node, isRoot, decl))
    .filter((tree) => tree !== undefined)
  const empty = compiled.length === 0 && allOf.length === 0 && properties.size === 0
  if (empty && items === undefined && additional === undefined) return undefined
  return {
    schema: node,
    isRoot,
    rules: compiled,
    allOf,
    properties,
    ...(items && { items }),
    ...(additional && { additional }),
  }
}

const treesOf = new WeakMap<
  object,
  { readonly isRoot: boolean; readonly tree: RuleTree | undefined }
>()

export function compileRuleTree(schema: Schema | undefined, isRoot: boolean): RuleTree | undefined {
  if (!schema) return undefined
  const known = treesOf.get(schema)
  if (known?.isRoot === isRoot) return known.tree
  const tree = hasRules(schema)
    ? treeOf(schema, schema, isRoot, schemaType(schema, isRoot, selfTypeName()))
    : undefined
  treesOf.set(schema, { isRoot, tree })
  return tree
}
