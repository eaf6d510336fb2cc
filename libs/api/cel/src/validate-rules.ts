// in: compiled rules, a new and an old object → out: which rules are broken, in the reference's words.
import {
  duplicate,
  errorText,
  type FieldError,
  forbidden,
  goQuote,
  invalid,
  omitValue,
  required,
} from '@binnacle/meta'
import { type Correlated, oldItem } from '@binnacle/schema'
import type { Program } from './compile.ts'
import { callCostLimit, evaluate } from './evaluate.ts'
import { jsonValue } from './json-value.ts'
import type { Activation } from './plan.ts'
import type { CompiledRule, Rule, RuleTree } from './rules.ts'
import { validFieldPath } from './rule-path.ts'
import { withObjectMeta } from './schema-type.ts'
import { Failure, Optional } from './values.ts'

/** What all rules of one object may cost. */
export const objectCostBudget = 10_000_000

const messageBytesMax = 5 * 1024

// biome-ignore lint/suspicious/noExplicitAny: any JSON
type Json = any

interface Node {
  /** '' at the root. */
  readonly path: string
  readonly value: Json
  /** undefined: nothing here before. */
  readonly old: Json
  /** The pair of values here, or of the nearest place above that has one. */
  readonly correlated: Correlated | undefined
  readonly parent: Correlated | undefined
}

class Exhausted extends Error {}

class Run {
  readonly errors: FieldError[] = []
  readonly warnings: string[] = []
  private budget: number

  constructor(budget: number) {
    this.budget = budget
  }

  check(tree: RuleTree, node: Node): void {
    if (node.value === null || node.value === undefined) return
    this.rules(tree, node)
    for (const part of tree.allOf) {
      this.check(part, { ...node, correlated: undefined, parent: node.parent })
    }
    if (Array.isArray(node.value)) this.items(tree, node)
    else if (typeof node.value === 'object') this.members(tree, node)
  }

  private items(tree: RuleTree, node: Node): void {
    const { items } = tree
    if (items === undefined) return
    node.value.forEach((value: Json, index: number) => {
      const old = oldItem(tree.schema, value, node.old)
      this.check(items, { ...step(node, index), path: `${node.path}[${index}]`, value, old })
    })
  }

  private members(tree: RuleTree, node: Node): void {
    for (const [name, value] of Object.entries(node.value)) {
      const property = tree.properties.get(name)
      const known = Object.hasOwn(tree.schema.properties ?? {}, name)
      const below = property ?? (known ? undefined : tree.additional)
      if (below === undefined) continue
      const plain = node.path === '' ? name : `${node.path}.${name}`
      const path = property === undefined ? `${node.path}[${name}]` : plain
      this.check(below, { ...step(node, name), path, value, old: memberOf(node.old, name) })
    }
  }

  private rules(tree: RuleTree, node: Node): void {
    if (tree.rules.length === 0) return
    const field = node.path === '' ? '<nil>' : node.path
    const type = tree.schema.type ?? ''
    const schema = tree.isRoot ? withObjectMeta(tree.schema) : tree.schema
    const self = jsonValue(node.value, schema)
    const hasOld = node.old !== undefined && node.old !== null
    const oldSelf = hasOld ? jsonValue(node.old, schema) : undefined
    for (const compiled of tree.rules) {
      const optional = compiled.rule.optionalOldSelf === true
      if (compiled.usesOldSelf && !hasOld && !optional) continue
      if (compiled.error !== undefined) {
        this.errors.push(invalid(field, type, `rule compile error: ${compiled.error}`))
        continue
      }
      if (compiled.program === undefined) continue
      const old = optional ? (hasOld ? new Optional(oldSelf) : Optional.none) : oldSelf
      const activation: Activation = (name) =>
        name === 'self' ? self : name === 'oldSelf' ? old : undefined
      this.rule(compiled, compiled.program, activation, { tree, node, field })
    }
  }

  private spend(cost: number, field: string, type: string): void {
    this.budget -= cost
    if (this.budget >= 0) return
    const text =
      'validation failed due to running out of cost budget, no further validation rules will be run'
    this.errors.push(invalid(field, type, text))
    throw new Exhausted()
  }

  private rule(
    compiled: CompiledRule,
    program: Program,
    activation: Activation,
    at: { tree: RuleTree; node: Node; field: string },
  ): void {
    const { rule } = compiled
    const { field, tree, node } = at
    const type = tree.schema.type ?? ''
    const { value, cost } = evaluate(program, activation, callCostLimit)
    this.spend(cost, field, type)
    if (value instanceof Failure) {
      this.errors.push(invalid(field, type, failureText(value.message, rule)))
      if (value.message.startsWith('operation cancelled')) throw new Exhausted()
      return
    }
    if (value === true) return
    const path = rulePath(field, rule, tree)
    const text = this.message(compiled, activation, path, type) ?? defaultMessage(rule)
    const shown = type === 'object' || type === 'array' ? omitValue : node.value
    this.add(compiled, node, brokenRule(path, shown, text, rule.reason))
  }

  /** What did not change since the last write is only warned of. */
  private add(compiled: CompiledRule, node: Node, error: FieldError): void {
    const place = node.correlated ?? node.parent
    if (!compiled.usesOldSelf && place?.unchanged === true) this.warnings.push(errorText(error))
    else this.errors.push(error)
  }

  /** undefined: there is no message expression, or it gives none. */
  private message(
    compiled: CompiledRule,
    activation: Activation,
    path: string,
    type: string,
  ): string | undefined {
    if (compiled.message === undefined) return undefined
    const { value, cost } = evaluate(compiled.message, activation, callCostLimit)
    if (cost > this.budget) {
      const text =
        'messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run'
      this.errors.push(invalid(path, type, text))
      throw new Exhausted()
    }
    if (value instanceof Failure) {
      if (value.message.startsWith('operation cancelled')) {
        const source = goQuote(compiled.rule.messageExpression ?? '')
        const text = `no further validation rules will be run due to call cost exceeds limit for messageExpression: ${source}`
        this.errors.push(invalid(path, type, text))
        throw new Exhausted()
      }
      this.budget -= cost
      return undefined
    }
    this.budget -= cost
    const text = typeof value === 'string' ? value.trim() : ''
    const bad = text === '' || text.includes('\n') || Buffer.byteLength(text) > messageBytesMax
    return bad ? undefined : text
  }
}

function step(node: Node, at: string | number): Node {
  const { correlated, parent } = node
  if (correlated === undefined) return node
  const hidden = parent === undefined && (at === 'apiVersion' || at === 'kind')
  if (hidden) return { ...node, correlated: undefined, parent: undefined }
  const child = typeof at === 'number' ? correlated.index(at) : correlated.key(at)
  return { ...node, correlated: child, parent: correlated }
}

function memberOf(old: Json, name: string): Json {
  const isObject = typeof old === 'object' && old !== null && !Array.isArray(old)
  return isObject && Object.hasOwn(old, name) ? old[name] : undefined
}

function ruleText(rule: Rule): string {
  return (rule.message ? rule.message : rule.rule).trim()
}

function defaultMessage(rule: Rule): string {
  return rule.message ? rule.message.trim() : `failed rule: ${ruleText(rule)}`
}

function failureText(message: string, rule: Rule): string {
  const text = ruleText(rule)
  if (message.startsWith('no such overload')) {
    return `'${message}': call arguments did not match a supported operator, function or macro signature for rule: ${text}`
  }
  if (message.startsWith('operation cancelled: actual cost limit exceeded')) {
    return `'${message}': no further validation rules will be run due to call cost exceeds limit for rule: ${text}`
  }
  return `${message} evaluating rule: ${text}`
}

function rulePath(field: string, rule: Rule, tree: RuleTree): string {
  if (!rule.fieldPath) return field
  const found = validFieldPath(rule.fieldPath, tree.schema)
  if ('error' in found || found.path === '') return field
  return field === '<nil>' ? found.path : `${field}.${found.path}`
}

function brokenRule(
  field: string,
  value: unknown,
  detail: string,
  reason: string | undefined,
): FieldError {
  switch (reason) {
    case 'FieldValueForbidden':
      return forbidden(field, detail)
    case 'FieldValueRequired':
      return required(field, detail)
    case 'FieldValueDuplicate':
      return duplicate(field, value)
    default:
      return invalid(field, value, detail)
  }
}

export interface RuleCheck {
  readonly value: Json
  /** undefined: a create. */
  readonly old?: Json
  /** The pair of new and old object, for what is forgiven when it did not change. */
  readonly correlated?: Correlated | undefined
  /** Before every path. */
  readonly path?: string
  readonly budget?: number
}

/** Broken rules, and warnings for those that were broken before. Bounded by the budget. */
export function validateRules(
  tree: RuleTree,
  { value, old, correlated, path = '', budget = objectCostBudget }: RuleCheck,
): { errors: FieldError[]; warnings: string[] } {
  const run = new Run(budget)
  try {
    run.check(tree, { path, value, old, correlated, parent: undefined })
  } catch (error) {
    if (!(error instanceof Exhausted)) throw error
  }
  return { errors: run.errors, warnings: run.warnings }
}
