// in: a tree and an environment → out: the type of each node and which overloads each call may mean, or issues.
import type { Overload } from './declare.ts'
import { type Environment, typeNamed } from './environment.ts'
import type { CallExpr, Expr, FoldExpr, SelectExpr, StructExpr } from './expression.ts'
import type { Issue } from './source-text.ts'
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  dynType,
  errorType,
  intType,
  isDyn,
  isDynOrError,
  isOptional,
  listType,
  mapType,
  nullType,
  optionalType,
  paramType,
  sameType,
  showSignature,
  showType,
  stringType,
  uintType,
  unwrapOptional,
} from './types.ts'
import { type Bindings, mostGeneral, substitute, unify } from './unify.ts'

export interface Checked {
  readonly expr: Expr
  readonly types: ReadonlyMap<number, CelType>
  /** By id of the call. */
  readonly overloads: ReadonlyMap<number, readonly Overload[]>
  /** Idents and selects that name a variable or a type as a whole: by id, the full name. */
  readonly names: ReadonlyMap<number, string>
  /** Calls `a.b.f(x)` where a.b.f is a function: by id, its name. */
  readonly functionNames: ReadonlyMap<number, string>
}

type Scope = ReadonlyMap<string, CelType>

class Checker {
  readonly issues: Issue[] = []
  readonly types = new Map<number, CelType>()
  readonly overloads = new Map<number, readonly Overload[]>()
  readonly names = new Map<number, string>()
  readonly functionNames = new Map<number, string>()
  private readonly environment: Environment
  private bindings: Bindings = new Map()
  private scopes: Scope[] = []
  private freeTypes = 0

  constructor(environment: Environment) {
    this.environment = environment
  }

  finish(): void {
    for (const [id, type] of this.types) this.types.set(id, substitute(this.bindings, type, true))
  }

  check(expr: Expr): CelType {
    const type = this.typeOf(expr)
    this.types.set(expr.id, type)
    return type
  }

  private typeOf(expr: Expr): CelType {
    switch (expr.kind) {
      case 'literal':
        return literalType(expr.value)
      case 'ident':
        return this.name(expr, expr.name) ?? this.undeclared(expr, expr.name)
      case 'select':
        return this.select(expr)
      case 'call':
        return this.call(expr)
      case 'list':
        return this.list(expr.elements, expr.optional)
      case 'map':
        return this.map(expr)
      case 'struct':
        return this.struct(expr)
      case 'fold':
        return this.fold(expr)
    }
  }

  private issue(expr: { offset: number }, message: string): void {
    this.issues.push({ offset: expr.offset, message })
  }

  private undeclared(expr: { offset: number }, name: string): CelType {
    this.issue(expr, `undeclared reference to '${name}' (in container '')`)
    return errorType
  }

  private known(type: CelType): CelType {
    return substitute(this.bindings, type, false)
  }

  private fits(wanted: CelType, given: CelType): boolean {
    const bound = unify(this.bindings, [wanted], [given])
    if (bound !== undefined) this.bindings = bound
    return bound !== undefined
  }

  private mismatch(expr: { offset: number }, wanted: CelType, given: CelType): void {
    this.issue(expr, `expected type '${showType(wanted)}' but found '${showType(given)}'`)
  }

  /** The type of a variable or type name. */
  private name(expr: Expr, written: string): CelType | undefined {
    const name = written.replace(/^\./, '')
    if (!written.startsWith('.')) {
      for (let depth = this.scopes.length - 1; depth >= 0; depth -= 1) {
        const local = this.scopes[depth]?.get(name)
        if (local !== undefined) {
          this.names.set(expr.id, name)
          return local
        }
      }
    }
    const type = this.environment.variables.get(name) ?? typeNamed(name, this.environment)
    if (type !== undefined) this.names.set(expr.id, written)
    return type
  }

  private select(expr: SelectExpr): CelType {
    const path = qualifiedName(expr)
    const whole = path === undefined || expr.test ? undefined : this.wholeName(expr, path)
    if (whole !== undefined) return whole
    const type = this.field(expr, expr.operand, expr.field, false)
    return expr.test ? boolType : this.known(type)
  }

  /** `a.b` may be the name of one variable, unless a is a local variable. */
  private wholeName(expr: Expr, path: string): CelType | undefined {
    const root = path.split('.')[0] as string
    if (this.scopes.some((scope) => scope.has(root))) return undefined
    return this.name(expr, path)
  }

  private field(expr: Expr, operand: Expr, field: string, optional: boolean): CelType {
    const given = this.known(this.check(operand))
    const target = unwrapOptional(given)
    const found = this.fieldOf(expr, target, field)
    return optional || isOptional(given) ? optionalType(found) : found
  }

  private fieldOf(expr: Expr, target: CelType, field: string): CelType {
    if (target.kind === 'map') return target.params[1] as CelType
    if (target.kind === 'struct') {
      const decl = this.environment.structs.get(target.name)
      if (decl === undefined) {
        this.issue(expr, `unexpected failed resolution of '${target.name}'`)
        return errorType
      }
      const type = decl.fields?.get(field)?.type
      if (type === undefined) this.issue(expr, `undefined field '${field}'`)
      return type ?? errorType
    }
    if (target.kind === 'param') this.fits(dynType, target)
    else if (!isDynOrError(target)) {
      this.issue(expr, `type '${showType(target)}' does not support field selection`)
    }
    return dynType
  }

  private call(expr: CallExpr): CelType {
    if (expr.name === '_?._') return this.optionalSelect(expr)
    const args = expr.args.map((arg) => this.check(arg))
    if (expr.target === undefined) {
      const name = expr.name.replace(/^\./, '')
      const candidates = this.environment.functions.get(name)
      if (candidates === undefined) return this.undeclared(expr, expr.name)
      return this.resolve(expr, name, candidates, args, false)
    }
    const prefix = qualifiedName(expr.target)
    const whole = prefix === undefined ? '' : `${prefix.replace(/^\./, '')}.${expr.name}`
    const namespaced = this.environment.functions.get(whole)
    if (namespaced !== undefined) {
      this.functionNames.set(expr.id, whole)
      return this.resolve(expr, whole, namespaced, args, false)
    }
    const target = this.check(expr.target)
    const candidates = this.environment.functions.get(expr.name)
    if (candidates === undefined) return this.undeclared(expr, expr.name)
    return this.resolve(expr, expr.name, candidates, [target, ...args], true)
  }

  private optionalSelect(expr: CallExpr): CelType {
    const [operand, field] = expr.args as [Expr, Expr]
    const name = field.kind === 'literal' ? String(field.value) : ''
    const type = this.known(this.field(expr, operand, name, true))
    const overloads = this.environment.functions.get('_?._')
    if (overloads !== undefined) this.overloads.set(expr.id, overloads)
    return type
  }

  private resolve(
    expr: CallExpr,
    name: string,
    candidates: readonly Overload[],
    args: readonly CelType[],
    member: boolean,
  ): CelType {
    if (name === '_&&_' || name === '_||_') return this.logic(expr, candidates, args)
    const matching: Overload[] = []
    let result: CelType | undefined
    for (const candidate of candidates) {
      if (candidate.member !== member) continue
      const fresh = this.instance(candidate)
      const bound = unify(this.bindings, args, fresh.args)
      if (bound === undefined) continue
      this.bindings = bound
      matching.push(candidate)
      const type = this.known(fresh.result)
      if (result === undefined) result = type
      else if (!isDyn(result) && !sameType(type, result)) result = dynType
    }
    if (result !== undefined) {
      this.overloads.set(expr.id, matching)
      return result
    }
    const shown = args.map((arg) => substitute(this.bindings, arg, true))
    const signature = showSignature(shown, member)
    this.issue(expr, `found no matching overload for '${name}' applied to '${signature}'`)
    return errorType
  }

  private logic(
    expr: CallExpr,
    candidates: readonly Overload[],
    args: readonly CelType[],
  ): CelType {
    let good = true
    args.forEach((arg, index) => {
      if (this.fits(arg, boolType)) return
      good = false
      this.mismatch(expr.args[index] as Expr, boolType, arg)
    })
    if (!good) return errorType
    this.overloads.set(expr.id, candidates)
    return boolType
  }

  /** The overload with type parameters of its own. */
  private instance(overload: Overload): { args: readonly CelType[]; result: CelType } {
    if (!overload.hasParams) return overload
    const fresh: Bindings = new Map()
    const rename = (type: CelType): void => {
      if (type.kind === 'param' && !fresh.has(type.name)) fresh.set(type.name, this.freeType())
      for (const param of type.params) rename(param)
    }
    for (const type of [overload.result, ...overload.args]) rename(type)
    return {
      args: overload.args.map((type) => substitute(fresh, type, false)),
      result: substitute(fresh, overload.result, false),
    }
  }

  private freeType(): CelType {
    this.freeTypes += 1
    return paramType(`_var${this.freeTypes}`)
  }

  private optionalPart(expr: Expr, type: CelType): CelType {
    if (!isOptional(type) && !isDyn(type)) this.mismatch(expr, optionalType(type), type)
    return unwrapOptional(type)
  }

  /** Elements of one literal may differ in type here; whether they may at all is for validate to say. */
  private join(before: CelType | undefined, type: CelType): CelType {
    if (before === undefined) return type
    return this.fits(before, type) ? mostGeneral(before, type) : dynType
  }

  private list(elements: readonly Expr[], optional: ReadonlySet<number>): CelType {
    let joined: CelType | undefined
    elements.forEach((element, index) => {
      let type = this.check(element)
      if (optional.has(index)) type = this.optionalPart(element, type)
      joined = this.join(joined, type)
    })
    return listType(joined ?? this.freeType())
  }

  private map(expr: Extract<Expr, { kind: 'map' }>): CelType {
    let keys: CelType | undefined
    let values: CelType | undefined
    for (const entry of expr.entries) {
      keys = this.join(keys, this.check(entry.key))
      let type = this.check(entry.value)
      if (entry.optional) type = this.optionalPart(entry.value, type)
      values = this.join(values, type)
    }
    return mapType(keys ?? this.freeType(), values ?? this.freeType())
  }

  private struct(expr: StructExpr): CelType {
    const name = expr.typeName.replace(/^\./, '')
    const decl = this.environment.structs.get(name)
    if (decl === undefined) {
      const named = typeNamed(name, this.environment)
      if (named === undefined) return this.undeclared(expr, expr.typeName)
      this.issue(expr, `'${name}' is not a message type`)
      return errorType
    }
    for (const field of expr.fields) {
      let given = this.check(field.value)
      const wanted = decl.fields?.get(field.name)?.type
      if (wanted === undefined) this.issue(field, `undefined field '${field.name}'`)
      if (field.optional) given = this.optionalPart(field.value, given)
      if (wanted !== undefined && !this.fits(wanted, given)) {
        const types = `'${showType(wanted)}' but provided type is '${showType(given)}'`
        this.issue(field, `expected type of field '${field.name}' is ${types}`)
      }
    }
    return decl.type
  }

  private fold(expr: FoldExpr): CelType {
    const rangeType = this.known(this.check(expr.range))
    const accuType = this.check(expr.init)
    const variables = this.iterated(expr, rangeType)
    this.scopes.push(new Map([[expr.accuVar, accuType]]))
    this.scopes.push(variables)
    this.assert(expr.condition, boolType)
    this.assert(expr.step, accuType)
    this.scopes.pop()
    const result = this.check(expr.result)
    this.scopes.pop()
    return this.known(result)
  }

  private assert(expr: Expr, wanted: CelType): void {
    const given = this.check(expr)
    if (!this.fits(wanted, given)) this.mismatch(expr, wanted, given)
  }

  private iterated(expr: FoldExpr, range: CelType): Scope {
    const pair = (first: CelType, second: CelType): Scope => {
      if (expr.iterVar2 === '') return new Map([[expr.iterVar, first]])
      return new Map([
        [expr.iterVar, first],
        [expr.iterVar2, second],
      ])
    }
    if (range.kind === 'list') {
      const element = range.params[0] as CelType
      return pair(expr.iterVar2 === '' ? element : intType, element)
    }
    if (range.kind === 'map') return pair(range.params[0] as CelType, range.params[1] as CelType)
    if (isDynOrError(range) || range.kind === 'param') {
      this.fits(dynType, range)
      return pair(dynType, dynType)
    }
    const text = `expression of type '${showType(range)}' cannot be range of a comprehension`
    this.issue(expr.range, `${text} (must be list, map, or dynamic)`)
    return pair(errorType, errorType)
  }
}

function literalType(value: unknown): CelType {
  if (value === null) return nullType
  switch (typeof value) {
    case 'boolean':
      return boolType
    case 'bigint':
      return intType
    case 'number':
      return doubleType
    case 'string':
      return stringType
  }
  return value instanceof Uint8Array ? bytesType : uintType
}

/** `a.b.c` of nested selects on a name. */
export function qualifiedName(expr: Expr): string | undefined {
  if (expr.kind === 'ident') return expr.name
  if (expr.kind !== 'select' || expr.test) return undefined
  const prefix = qualifiedName(expr.operand)
  return prefix === undefined ? undefined : `${prefix}.${expr.field}`
}

export function check(
  expr: Expr,
  environment: Environment,
): { checked?: Checked; issues: readonly Issue[] } {
  const checker = new Checker(environment)
  checker.check(expr)
  checker.finish()
  const { issues, types, overloads, names, functionNames } = checker
  if (issues.length > 0) return { issues }
  return { issues, checked: { expr, types, overloads, names, functionNames } }
}
