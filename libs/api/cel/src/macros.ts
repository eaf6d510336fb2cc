// in: a call by name → out: what a macro of that name makes of it. Never: functions.
import type { Builder } from './build.ts'
import { accumulator, type Expr, olderAccumulator } from './expression.ts'

/** A macro was meant but its arguments are wrong. */
export class MacroError extends Error {
  readonly offset: number

  constructor(offset: number, message: string) {
    super(message)
    this.offset = offset
  }
}

interface MacroCall {
  readonly build: Builder
  readonly at: number
  readonly target: Expr
  readonly args: readonly Expr[]
}

type Expand = (call: MacroCall) => Expr

const overwrites = 'iteration variable overwrites accumulator variable'

function variable(expr: Expr, message: string): string {
  if (expr.kind !== 'ident') throw new MacroError(expr.offset, message)
  return expr.name
}

function isAccumulator(name: string): boolean {
  return name === accumulator || name === olderAccumulator
}

interface Variables {
  readonly iterVar: string
  readonly iterVar2: string
  /** The arguments behind the variables. */
  readonly rest: readonly Expr[]
}

function oneVariable({ args }: MacroCall, message: string): Variables {
  const [first, ...rest] = args as [Expr, ...Expr[]]
  const iterVar = variable(first, message)
  if (isAccumulator(iterVar)) throw new MacroError(first.offset, overwrites)
  return { iterVar, iterVar2: '', rest }
}

function twoVariables({ args }: MacroCall): Variables {
  const [first, second, ...rest] = args as [Expr, Expr, ...Expr[]]
  const iterVar = variable(first, 'argument must be a simple name')
  const iterVar2 = variable(second, 'argument must be a simple name')
  if (iterVar === iterVar2) {
    throw new MacroError(second.offset, `duplicate variable name: ${iterVar}`)
  }
  if (isAccumulator(iterVar)) throw new MacroError(first.offset, overwrites)
  if (isAccumulator(iterVar2)) throw new MacroError(second.offset, overwrites)
  return { iterVar, iterVar2, rest }
}

interface Parts {
  readonly init: Expr
  readonly condition: Expr
  readonly step: Expr
  readonly result?: Expr
}

function fold({ build, at, target }: MacroCall, { iterVar, iterVar2 }: Variables, parts: Parts) {
  const { init, condition, step, result = build.accu(at) } = parts
  const accuVar = accumulator
  return build.fold(at, {
    range: target,
    iterVar,
    iterVar2,
    accuVar,
    init,
    condition,
    step,
    result,
  })
}

function all(call: MacroCall, variables: Variables): Expr {
  const { build, at } = call
  return fold(call, variables, {
    init: build.literal(at, true),
    condition: build.call(at, '@not_strictly_false', build.accu(at)),
    step: build.call(at, '_&&_', build.accu(at), variables.rest[0] as Expr),
  })
}

function exists(call: MacroCall, variables: Variables): Expr {
  const { build, at } = call
  return fold(call, variables, {
    init: build.literal(at, false),
    condition: build.call(at, '@not_strictly_false', build.call(at, '!_', build.accu(at))),
    step: build.call(at, '_||_', build.accu(at), variables.rest[0] as Expr),
  })
}

function existsOne(call: MacroCall, variables: Variables): Expr {
  const { build, at } = call
  const more = build.call(at, '_+_', build.accu(at), build.literal(at, 1n))
  return fold(call, variables, {
    init: build.literal(at, 0n),
    condition: build.literal(at, true),
    step: build.call(at, '_?_:_', variables.rest[0] as Expr, more, build.accu(at)),
    result: build.call(at, '_==_', build.accu(at), build.literal(at, 1n)),
  })
}

/** Builds a list or map by adding to it, for elements that pass an optional filter. */
function collect(
  call: MacroCall,
  variables: Variables,
  init: Expr,
  add: (transform: Expr) => Expr,
): Expr {
  const { build, at } = call
  const { rest } = variables
  const filter = rest.length === 2 ? rest[0] : undefined
  let step = add(rest.at(-1) as Expr)
  if (filter !== undefined) step = build.call(at, '_?_:_', filter, step, build.accu(at))
  return fold(call, variables, { init, condition: build.literal(at, true), step })
}

function toList(call: MacroCall, variables: Variables): Expr {
  const { build, at } = call
  return collect(call, variables, build.list(at, []), (transform) =>
    build.call(at, '_+_', build.accu(at), build.list(at, [transform])),
  )
}

const map: Expand = (call) => toList(call, oneVariable(call, 'argument is not an identifier'))

const filter: Expand = (call) => {
  const { build, at, args } = call
  const variables = oneVariable(call, 'argument is not an identifier')
  const added = build.call(at, '_+_', build.accu(at), build.list(at, [args[0] as Expr]))
  return fold(call, variables, {
    init: build.list(at, []),
    condition: build.literal(at, true),
    step: build.call(at, '_?_:_', variables.rest[0] as Expr, added, build.accu(at)),
  })
}

const transformList: Expand = (call) => toList(call, twoVariables(call))

const transformMap: Expand = (call) => {
  const { build, at } = call
  const variables = twoVariables(call)
  return collect(call, variables, build.map(at, []), (transform) => {
    const key = build.ident(at, variables.iterVar)
    return build.call(at, 'cel.@mapInsert', build.accu(at), key, transform)
  })
}

const transformMapEntry: Expand = (call) => {
  const { build, at } = call
  return collect(call, twoVariables(call), build.map(at, []), (transform) =>
    build.call(at, 'cel.@mapInsert', build.accu(at), transform),
  )
}

function bind(call: MacroCall, name: string, init: Expr, result: Expr): Expr {
  const { build, at } = call
  return build.fold(at, {
    range: build.list(at, []),
    iterVar: '#unused',
    iterVar2: '',
    accuVar: name,
    init,
    condition: build.literal(at, false),
    step: build.ident(at, name),
    result,
  })
}

function optionalMap(macro: string, wraps: boolean): Expand {
  return (call) => {
    const { build, at, target, args } = call
    const [first, body] = args as [Expr, Expr]
    const name = variable(first, `${macro}() variable name must be a simple identifier`)
    const value = build.memberCall(at, 'value', build.copy(target))
    const bound = bind(call, name, value, body)
    return build.call(
      at,
      '_?_:_',
      build.memberCall(at, 'hasValue', target),
      wraps ? build.call(at, 'optional.of', bound) : bound,
      build.call(at, 'optional.none'),
    )
  }
}

const sortBy: Expand = (call) => {
  const { build, at, target } = call
  if (target.kind === 'literal' || target.kind === 'map' || target.kind === 'struct') {
    throw new MacroError(
      target.offset,
      'sortBy can only be applied to a list, identifier, comprehension, call or select expression',
    )
  }
  const input = '@__sortBy_input__'
  const keys = map({ ...call, target: build.ident(at, input) })
  const sorted = build.memberCall(at, '@sortByAssociatedKeys', build.ident(at, input), keys)
  return bind(call, input, target, sorted)
}

const simpleName = 'argument must be a simple name'

/** By name and number of arguments. */
const macros: ReadonlyMap<string, Expand> = new Map<string, Expand>([
  ['all/2', (call) => all(call, oneVariable(call, simpleName))],
  ['exists/2', (call) => exists(call, oneVariable(call, simpleName))],
  ['exists_one/2', (call) => existsOne(call, oneVariable(call, simpleName))],
  ['existsOne/2', (call) => existsOne(call, oneVariable(call, simpleName))],
  ['map/2', map],
  ['map/3', map],
  ['filter/2', filter],
  ['all/3', (call) => all(call, twoVariables(call))],
  ['exists/3', (call) => exists(call, twoVariables(call))],
  ['exists_one/3', (call) => existsOne(call, twoVariables(call))],
  ['existsOne/3', (call) => existsOne(call, twoVariables(call))],
  ['transformList/3', transformList],
  ['transformList/4', transformList],
  ['transformMap/3', transformMap],
  ['transformMap/4', transformMap],
  ['transformMapEntry/3', transformMapEntry],
  ['transformMapEntry/4', transformMapEntry],
  ['optMap/2', optionalMap('optMap', true)],
  ['optFlatMap/2', optionalMap('optFlatMap', false)],
  ['sortBy/2', sortBy],
])

/** undefined: no macro of that name. Throws MacroError. */
export function expandMember(
  build: Builder,
  at: number,
  name: string,
  target: Expr,
  args: readonly Expr[],
): Expr | undefined {
  return macros.get(`${name}/${args.length}`)?.({ build, at, target, args })
}

export function expandGlobal(
  build: Builder,
  at: number,
  name: string,
  args: readonly Expr[],
): Expr | undefined {
  const [only] = args
  if (name !== 'has' || args.length !== 1 || only === undefined) return undefined
  if (only.kind !== 'select') throw new MacroError(only.offset, 'invalid argument to has() macro')
  return build.select(at, only.operand, only.field, true)
}
