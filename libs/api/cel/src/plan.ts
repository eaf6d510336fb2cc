// in: a checked tree → out: a function that computes it, counting its cost. Never: types.
import type { Checked } from './check.ts'
import { runtimeType } from './conversions.ts'
import type { Overload } from './declare.ts'
import { typeNames } from './environment.ts'
import { noOverload } from './equality.ts'
import { has, index, optionalIndex, showKey } from './indexing.ts'
import { conversions, mismatchOf, notIterable } from './mismatch.ts'
import type { CallExpr, EntryExpr, Expr, FoldExpr, SelectExpr } from './expression.ts'
import { costOf, listCost, mapCost, structCost } from './runtime-cost.ts'
import type { CelType } from './types.ts'
import {
  ArrayList,
  type CelKey,
  CelList,
  CelMap,
  type CelValue,
  EntryMap,
  Failure,
  indexKey,
  isOpaque,
  Optional,
  TypeValue,
} from './values.ts'

/** Values of variables; undefined where a variable has none. */
export type Activation = (name: string) => CelValue | undefined

/** The expression took more than it may; nothing absorbs this. */
export class CostExceeded extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded')
  }
}

export interface Frame {
  readonly activation: Activation
  readonly locals: CelValue[]
  readonly limit: number
  cost: number
}

export type Compute = (frame: Frame) => CelValue

function charge(frame: Frame, cost: number): void {
  frame.cost += cost
  if (frame.cost > frame.limit) throw new CostExceeded()
}

function matchesType(type: CelType, value: CelValue): boolean {
  switch (type.kind) {
    case 'dyn':
    case 'any':
    case 'param':
      return true
    case 'list':
      return value instanceof CelList
    case 'map':
      return value instanceof CelMap
    case 'opaque':
      if (type.name === 'optional_type') return value instanceof Optional
      return isOpaque(value) && value.opaque.name === type.name
    case 'struct':
      return runtimeType(value).name === type.name
    default:
      return runtimeType(value).kind === type.kind
  }
}

class Planner {
  private readonly checked: Checked
  private readonly scopes: Map<string, number>[] = []
  private readonly constants = new Map<Compute, CelValue>()
  private slots = 0

  constructor(checked: Checked) {
    this.checked = checked
  }

  get localsCount(): number {
    return this.slots
  }

  plan(expr: Expr): Compute {
    const name = this.checked.names.get(expr.id)
    if (name !== undefined) return this.name(name)
    switch (expr.kind) {
      case 'literal':
        return this.constant(expr.value)
      case 'ident':
        return this.name(expr.name)
      case 'select':
        return this.select(expr)
      case 'call':
        return this.call(expr)
      case 'list':
        return this.list(expr.elements, expr.optional)
      case 'map':
        return this.map(expr.entries)
      case 'struct':
        return this.struct(expr)
      case 'fold':
        return this.fold(expr)
    }
  }

  private name(written: string): Compute {
    const name = written.replace(/^\./, '')
    for (let depth = this.scopes.length - 1; depth >= 0; depth -= 1) {
      const slot = this.scopes[depth]?.get(written)
      if (slot === undefined) continue
      return (frame) => {
        charge(frame, 1)
        return frame.locals[slot] as CelValue
      }
    }
    const type = typeNames.get(name)
    const typeValue = type === undefined ? undefined : new TypeValue(type)
    const absent = new Failure(`no such attribute(s): ${name}`)
    return (frame) => {
      charge(frame, 1)
      const value = frame.activation(name)
      return value === undefined ? (typeValue ?? absent) : value
    }
  }

  private select({ operand, field, test }: SelectExpr): Compute {
    const inner = this.plan(operand)
    if (test) return (frame) => has(inner(frame), field)
    return (frame) => {
      const container = inner(frame)
      charge(frame, 1)
      return index(container, field)
    }
  }

  private call(expr: CallExpr): Compute {
    switch (expr.name) {
      case '_&&_':
        return this.logic(expr, false)
      case '_||_':
        return this.logic(expr, true)
      case '_?_:_':
        return this.conditional(expr)
      case '_[_]':
        return this.indexed(expr, index)
      case '_[?_]':
      case '_?._':
        return this.indexed(expr, optionalIndex)
      case '@not_strictly_false': {
        const inner = this.plan(expr.args[0] as Expr)
        return (frame) => {
          const value = inner(frame)
          charge(frame, 1)
          return value !== false
        }
      }
      case 'or':
      case 'orValue':
        if (expr.target !== undefined && expr.args.length === 1) return this.alternative(expr)
    }
    return this.strict(expr)
  }

  private strict(expr: CallExpr): Compute {
    const namespaced = this.checked.functionNames.has(expr.id)
    const operands = expr.target === undefined || namespaced ? [] : [expr.target]
    const args = [...operands, ...expr.args].map((arg) => this.plan(arg))
    const candidates = (this.checked.overloads.get(expr.id) ?? []).map((overload) => ({
      overload,
      cost: costOf(overload),
    }))
    const known = conversions.has(expr.name) ? args.map((arg) => this.constants.get(arg)) : []
    if (known.length === 1 && known[0] !== undefined) {
      return this.converted(expr.name, known[0], candidates)
    }
    return (frame) => {
      const values: CelValue[] = []
      for (const arg of args) {
        const value = arg(frame)
        if (value instanceof Failure) return value
        values.push(value)
      }
      for (const { overload, cost } of candidates) {
        if (!fits(overload, values)) continue
        const result = overload.run(...values)
        charge(frame, cost(values, result, overload))
        return result
      }
      return mismatchOf(expr.name, values)
    }
  }

  /** Conversions of constants are done beforehand; what fails then fails the whole expression. */
  private converted(
    name: string,
    value: CelValue,
    candidates: readonly { readonly overload: Overload }[],
  ): Compute {
    const match = candidates.find(({ overload }) => fits(overload, [value]))
    const result = match === undefined ? mismatchOf(name, [value]) : match.overload.run(value)
    if (result instanceof Failure) throw new NotInstantiable(result.message)
    return this.constant(result)
  }

  private constant(value: CelValue): Compute {
    const compute = () => value
    this.constants.set(compute, value)
    return compute
  }

  private logic(expr: CallExpr, decides: boolean): Compute {
    const [left, right] = expr.args.map((arg) => this.plan(arg)) as [Compute, Compute]
    return (frame) => {
      const first = left(frame)
      if (first === decides) return decides
      const second = right(frame)
      if (second === decides) return decides
      if (first instanceof Failure) return first
      if (second instanceof Failure) return second
      return typeof first === 'boolean' && typeof second === 'boolean' ? !decides : noOverload
    }
  }

  private conditional(expr: CallExpr): Compute {
    const [test, yes, no] = expr.args.map((arg) => this.plan(arg)) as [Compute, Compute, Compute]
    return (frame) => {
      const value = test(frame)
      if (value === true) return yes(frame)
      if (value === false) return no(frame)
      return value instanceof Failure ? value : noOverload
    }
  }

  private indexed(expr: CallExpr, at: (container: CelValue, key: CelValue) => CelValue): Compute {
    const [container, key] = expr.args.map((arg) => this.plan(arg)) as [Compute, Compute]
    return (frame) => {
      const value = container(frame)
      if (value instanceof Failure) return value
      const position = key(frame)
      charge(frame, 1)
      return at(value, position)
    }
  }

  private alternative(expr: CallExpr): Compute {
    const first = this.plan(expr.target as Expr)
    const second = this.plan(expr.args[0] as Expr)
    const unwraps = expr.name === 'orValue'
    return (frame) => {
      const value = first(frame)
      if (value instanceof Failure) return value
      if (!(value instanceof Optional)) return noOverload
      if (value.value === undefined) return second(frame)
      return unwraps ? value.value : value
    }
  }

  private list(elements: readonly Expr[], optional: ReadonlySet<number>): Compute {
    const parts = elements.map((element) => this.plan(element))
    return (frame) => {
      const items: CelValue[] = []
      for (const [position, part] of parts.entries()) {
        let value = part(frame)
        if (value instanceof Failure) return value
        if (optional.has(position)) {
          if (!(value instanceof Optional)) return notOptional('list element', value)
          if (value.value === undefined) continue
          value = value.value
        }
        items.push(value)
      }
      charge(frame, listCost)
      return new ArrayList(items)
    }
  }

  private map(entries: readonly EntryExpr[]): Compute {
    const parts = entries.map((entry) => ({
      key: this.plan(entry.key),
      value: this.plan(entry.value),
      optional: entry.optional,
    }))
    return (frame) => {
      const map = new EntryMap()
      for (const part of parts) {
        const key = part.key(frame)
        if (key instanceof Failure) return key
        let value = part.value(frame)
        if (value instanceof Failure) return value
        if (part.optional) {
          if (!(value instanceof Optional)) return notOptional(`entry '${showKey(key)}'`, value)
          if (value.value === undefined) continue
          value = value.value
        }
        const position = indexKey(key)
        if (position === undefined || typeof key === 'number') {
          return new Failure(`unsupported key type: ${runtimeType(key).name}`)
        }
        map.entries.set(position, [key as CelKey, value])
      }
      charge(frame, mapCost)
      return map
    }
  }

  /** An object by its type: a map that knows its type. */
  private struct(expr: Extract<Expr, { kind: 'struct' }>): Compute {
    const type = this.checked.types.get(expr.id) as CelType
    const parts = expr.fields.map((field) => ({ ...field, compute: this.plan(field.value) }))
    return (frame) => {
      const object = new BuiltObject(type)
      for (const part of parts) {
        let value = part.compute(frame)
        if (value instanceof Failure) return value
        if (part.optional) {
          if (!(value instanceof Optional)) return notOptional(`entry '${part.name}'`, value)
          if (value.value === undefined) continue
          value = value.value
        }
        object.entries.set(part.name, [part.name, value])
      }
      charge(frame, structCost)
      return object
    }
  }

  private fold(expr: FoldExpr): Compute {
    const range = this.plan(expr.range)
    const init = this.plan(expr.init)
    const [accu, first, second] = [this.slots, this.slots + 1, this.slots + 2]
    this.slots += 3
    this.scopes.push(new Map([[expr.accuVar, accu]]))
    const variables = new Map([[expr.iterVar, first]])
    if (expr.iterVar2 !== '') variables.set(expr.iterVar2, second)
    this.scopes.push(variables)
    const condition = this.plan(expr.condition)
    const step = this.plan(expr.step)
    this.scopes.pop()
    const result = this.plan(expr.result)
    this.scopes.pop()
    const paired = expr.iterVar2 !== ''
    return (frame) => {
      const over = range(frame)
      if (over instanceof Failure) return over
      if (!(over instanceof CelList) && !(over instanceof CelMap)) return notIterable(over)
      const { locals } = frame
      locals[accu] = init(frame)
      for (const [key, value] of pairsOf(over, paired)) {
        locals[first] = key
        locals[second] = value
        if (condition(frame) !== true) break
        locals[accu] = step(frame)
      }
      return result(frame)
    }
  }
}

/** A checked expression of which no program can be made. */
export class NotInstantiable extends Error {}

class BuiltObject extends EntryMap {
  override readonly objectType: CelType

  constructor(type: CelType) {
    super()
    this.objectType = type
  }
}

function notOptional(what: string, value: CelValue): Failure {
  const shown = typeof value === 'object' ? runtimeType(value).name : String(value)
  return new Failure(`cannot initialize optional ${what} from non-optional value ${shown}`)
}

/** With one variable, lists give their elements and maps their keys. */
function* pairsOf(
  over: CelList | CelMap,
  paired: boolean,
): Generator<readonly [CelValue, CelValue]> {
  if (over instanceof CelMap) {
    for (const key of over.keys()) yield [key, paired ? (over.find(key) as CelValue) : null]
    return
  }
  for (let position = 0; position < over.size; position += 1) {
    const value = over.get(position)
    yield paired ? [BigInt(position), value] : [value, null]
  }
}

function fits(overload: Overload, values: readonly CelValue[]): boolean {
  for (const [position, value] of values.entries()) {
    if (!matchesType(overload.args[position] as CelType, value)) return false
  }
  return values.length === overload.args.length
}

export interface Planned {
  readonly compute: Compute
  readonly localsCount: number
}

export function plan(checked: Checked): Planned {
  const planner = new Planner(checked)
  const compute = planner.plan(checked.expr)
  return { compute, localsCount: planner.localsCount }
}
