// in: a checked tree and the largest sizes of variables → out: what an evaluation may cost at worst.
import {
  type Argument,
  type Estimate,
  languageEstimate,
  libraryEstimate,
  type SizeOfPath,
} from './call-estimate.ts'
import type { Checked } from './check.ts'
import type { CallExpr, Expr, FoldExpr, MapExpr, SelectExpr } from './expression.ts'
import { accumulator, olderAccumulator } from './expression.ts'
import { runeCount } from './library/operators.ts'
import { listCost, mapCost, structCost } from './runtime-cost.ts'
import {
  fixed,
  greatest,
  plus,
  type Range,
  times,
  union,
  unknownRange,
  zeroRange,
} from './size-range.ts'
import type { CelType } from './types.ts'

type Path = readonly string[]

interface Entries {
  readonly container: 'list' | 'map'
  readonly key: Range
  readonly value: Range
}

interface Local {
  readonly path: Path
  readonly size: Range | undefined
  readonly entries: Entries | undefined
}

const scalars = new Set(['bool', 'double', 'duration', 'int', 'timestamp', 'uint'])

function isScalar(type: CelType | undefined): boolean {
  if (type === undefined) return false
  if (type.kind === 'opaque' && type.name === 'optional_type') return isScalar(type.params[0])
  return scalars.has(type.kind)
}

function literalSize(expr: Expr): Range | undefined {
  if (expr.kind === 'list') return fixed(expr.elements.length)
  if (expr.kind === 'map') return fixed(expr.entries.length)
  if (expr.kind !== 'literal') return undefined
  if (typeof expr.value === 'string') return fixed(runeCount(expr.value))
  return fixed(expr.value instanceof Uint8Array ? expr.value.length : 1)
}

function unite(a: Entries | undefined, b: Entries | undefined): Entries | undefined {
  if (a === undefined || b === undefined) return undefined
  return { container: a.container, key: union(a.key, b.key), value: union(a.value, b.value) }
}

class Estimator {
  private readonly checked: Checked
  private readonly sizeOfPath: SizeOfPath
  private readonly paths = new Map<number, Path>()
  private readonly sizes = new Map<number, Range>()
  private readonly entries = new Map<number, Entries>()
  private readonly locals = new Map<string, Local[]>()

  constructor(checked: Checked, sizeOfPath: SizeOfPath) {
    this.checked = checked
    this.sizeOfPath = sizeOfPath
  }

  cost(expr: Expr): Range {
    if (expr.kind === 'select' && this.checked.names.has(expr.id)) {
      this.paths.set(expr.id, [this.checked.names.get(expr.id) as string])
      return fixed(1)
    }
    switch (expr.kind) {
      case 'literal':
        return zeroRange
      case 'ident':
        this.paths.set(expr.id, this.local(expr.name)?.path ?? [expr.name])
        return fixed(1)
      case 'select':
        return this.select(expr)
      case 'call':
        return this.call(expr)
      case 'list':
        return this.list(expr)
      case 'map':
        return this.map(expr)
      case 'struct':
        return plus(...expr.fields.map((field) => this.cost(field.value)), fixed(structCost))
      case 'fold':
        return isBind(expr) ? this.bind(expr) : this.fold(expr)
    }
  }

  private local(name: string): Local | undefined {
    return this.locals.get(name)?.at(-1)
  }

  private push(name: string, local: Local): void {
    const stack = this.locals.get(name)
    if (stack === undefined) this.locals.set(name, [local])
    else stack.push(local)
  }

  private pop(name: string): void {
    this.locals.get(name)?.pop()
  }

  private typeOf(expr: Expr): CelType | undefined {
    return this.checked.types.get(expr.id)
  }

  private pathOf(expr: Expr): Path {
    if (expr.kind === 'ident') {
      const local = this.local(expr.name)
      if (local !== undefined) return local.path
    }
    return this.paths.get(expr.id) ?? []
  }

  private sizeOf(expr: Expr): Range | undefined {
    const known = this.sizes.get(expr.id) ?? literalSize(expr)
    if (known !== undefined) return known
    const path = this.pathOf(expr)
    const max = path.length === 0 ? undefined : this.sizeOfPath(path)
    if (max !== undefined) {
      const size = { min: 0, max }
      this.sizes.set(expr.id, size)
      return size
    }
    if (isScalar(this.typeOf(expr))) return fixed(1)
    return expr.kind === 'ident' ? this.local(expr.name)?.size : undefined
  }

  private sizeOrUnknown(expr: Expr): Range {
    return this.sizeOf(expr) ?? unknownRange
  }

  private entriesOf(expr: Expr): Entries | undefined {
    const known = this.entries.get(expr.id)
    if (known !== undefined || expr.kind !== 'ident') return known
    return this.local(expr.name)?.entries
  }

  private keep(expr: Expr, size: Range | undefined, entries: Entries | undefined): void {
    if (size !== undefined) this.sizes.set(expr.id, size)
    if (entries !== undefined) this.entries.set(expr.id, entries)
  }

  private select(expr: SelectExpr): Range {
    const operand = this.cost(expr.operand)
    if (expr.test) return operand
    this.paths.set(expr.id, [...this.pathOf(expr.operand), expr.field])
    const kind = this.typeOf(expr.operand)?.kind
    const counts = kind === 'map' || kind === 'struct' || kind === 'param'
    return counts ? plus(operand, fixed(1)) : operand
  }

  private argument(expr: Expr): Argument {
    const path = this.pathOf(expr)
    const hidden = path[0] === accumulator || path[0] === olderAccumulator
    const type = this.typeOf(expr) as CelType
    return { expr, type, path: hidden ? [] : path, size: this.sizeOf(expr) }
  }

  private call(expr: CallExpr): Range {
    const { args } = expr
    if (expr.name === 'dyn' && args.length === 1) {
      const [inner] = args as [Expr]
      const cost = this.cost(inner)
      this.keep(expr, this.sizeOf(inner), this.entriesOf(inner))
      return plus(fixed(1), cost)
    }
    const costs: Range[] = []
    const seen: Argument[] = []
    for (const arg of args) {
      costs.push(this.cost(arg))
      seen.push(this.argument(arg))
    }
    const overloads = this.checked.overloads.get(expr.id) ?? []
    if (overloads.length === 0) return zeroRange
    const namespaced = this.checked.functionNames.get(expr.id)
    const hasTarget = expr.target !== undefined && namespaced === undefined
    const targetCost = hasTarget ? this.cost(expr.target as Expr) : zeroRange
    const target = hasTarget ? this.argument(expr.target as Expr) : undefined
    let cost: Range = { min: greatest, max: 0 }
    let size: Range | undefined
    for (const { id } of overloads) {
      const name = namespaced ?? expr.name
      const one = this.overload(expr, name, id, target, seen, costs)
      cost = union(cost, one.cost)
      if (one.size !== undefined) size = size === undefined ? one.size : union(size, one.size)
      if (id === 'index_list' || id === 'index_map') size = this.indexed(expr, id)
      size ??= this.sizeOf(expr)
    }
    this.keep(expr, size, undefined)
    return plus(targetCost, cost)
  }

  private indexed(expr: CallExpr, id: string): Range | undefined {
    const [container] = expr.args as [Expr]
    const step = id === 'index_list' ? '@items' : '@values'
    this.paths.set(expr.id, [...this.pathOf(container), step])
    return this.entriesOf(container)?.value
  }

  private overload(
    expr: CallExpr,
    name: string,
    id: string,
    target: Argument | undefined,
    args: readonly Argument[],
    costs: readonly Range[],
  ): Estimate {
    const all = plus(...costs)
    const call = { name, id, target, args, sizeOfPath: this.sizeOfPath }
    const library = libraryEstimate(call)
    if (library !== undefined) return { ...library, cost: plus(library.cost, all) }
    const [first, second, third] = costs as [Range, Range, Range]
    if (id === 'logical_and' || id === 'logical_or') {
      return { cost: { min: first.min, max: plus(first, second).max } }
    }
    if (id === 'conditional') {
      const [, yes, no] = expr.args as [Expr, Expr, Expr]
      this.keep(expr, undefined, unite(this.entriesOf(yes), this.entriesOf(no)))
      const size = union(this.sizeOrUnknown(yes), this.sizeOrUnknown(no))
      return { cost: plus(first, union(second, third)), size }
    }
    if (id.startsWith('add_') && args.length === 2) {
      const [left, right] = expr.args as [Expr, Expr]
      this.keep(expr, undefined, unite(this.entriesOf(left), this.entriesOf(right)))
    }
    const own = languageEstimate(id, target, args)
    return { ...own, cost: plus(own.cost, all) }
  }

  private list(expr: Extract<Expr, { kind: 'list' }>): Range {
    let value: Range = { min: expr.elements.length === 0 ? 0 : greatest, max: 0 }
    const costs = expr.elements.map((element) => {
      const cost = this.cost(element)
      value = union(value, this.sizeOrUnknown(element))
      return cost
    })
    this.keep(expr, undefined, { container: 'list', key: fixed(1), value })
    return plus(...costs, fixed(listCost))
  }

  private map(expr: MapExpr): Range {
    const start = { min: expr.entries.length === 0 ? 0 : greatest, max: 0 }
    let [key, value]: [Range, Range] = [start, start]
    const costs = expr.entries.map((entry) => {
      const cost = plus(this.cost(entry.key), this.cost(entry.value))
      key = union(key, this.sizeOrUnknown(entry.key))
      value = union(value, this.sizeOrUnknown(entry.value))
      return cost
    })
    this.keep(expr, undefined, { container: 'map', key, value })
    return plus(...costs, fixed(mapCost))
  }

  private pushLocal(name: string, expr: Expr): void {
    const entries = this.entriesOf(expr)
    this.push(name, { path: this.pathOf(expr), size: this.sizeOf(expr), entries })
  }

  private iterate(name: string, range: Expr, part: 'key' | 'value' | 'single'): void {
    const entries = this.entriesOf(range)
    const container = entries?.container ?? this.typeOf(range)?.kind
    const isList = container === 'list'
    const isKey = part === 'key' || (part === 'single' && !isList)
    const step = isKey ? (isList ? '@indices' : '@keys') : isList ? '@items' : '@values'
    const size = isKey ? entries?.key : entries?.value
    this.push(name, { path: [...this.pathOf(range), step], size, entries: undefined })
  }

  private fold(expr: FoldExpr): Range {
    const before = plus(this.cost(expr.range), this.cost(expr.init))
    this.pushLocal(expr.accuVar, expr.init)
    const paired = expr.iterVar2 !== ''
    this.iterate(expr.iterVar, expr.range, paired ? 'key' : 'single')
    if (paired) this.iterate(expr.iterVar2, expr.range, 'value')
    const each = plus(this.cost(expr.condition), this.cost(expr.step))
    this.pop(expr.iterVar)
    if (paired) this.pop(expr.iterVar2)
    const result = this.cost(expr.result)
    this.pop(expr.accuVar)
    const count = this.sizeOrUnknown(expr.range)
    const { init } = expr
    if (init.kind === 'literal') this.keep(expr, this.sizeOf(init), undefined)
    else if (init.kind === 'list' || init.kind === 'map') {
      this.keep(expr, count, this.entriesOf(expr.step))
    }
    return plus(before, result, times(count, each))
  }

  private bind(expr: FoldExpr): Range {
    const before = plus(this.cost(expr.range), this.cost(expr.init))
    this.pushLocal(expr.accuVar, expr.init)
    const result = this.cost(expr.result)
    this.pop(expr.accuVar)
    this.keep(expr, this.sizeOf(expr.result), this.entriesOf(expr.result))
    return plus(before, result)
  }
}

function isBind({ range, condition, accuVar }: FoldExpr): boolean {
  const empty = range.kind === 'list' && range.elements.length === 0
  const never = condition.kind === 'literal' && condition.value === false
  return empty && never && accuVar !== olderAccumulator
}

export function estimateCost(checked: Checked, sizeOfPath: SizeOfPath): Range {
  return new Estimator(checked, sizeOfPath).cost(checked.expr)
}
