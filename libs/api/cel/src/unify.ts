// in: types with parameters → out: whether one may stand for the other, and what the parameters then are.
import { type CelType, dynType, isDyn, isDynOrError, sameType } from './types.ts'

/** What type parameters stand for, by name. Replaced whole, so that a failed try leaves no trace. */
export type Bindings = Map<string, CelType>

export function isEqualOrLessSpecific(a: CelType, b: CelType): boolean {
  if (isDyn(a) || a.kind === 'param') return true
  if (isDyn(b) || b.kind === 'param') return false
  if (a.kind !== b.kind) return false
  if (a.kind === 'type') return true
  if (a.name !== b.name || a.params.length !== b.params.length) return false
  return a.params.every((param, index) => isEqualOrLessSpecific(param, b.params[index] as CelType))
}

export function mostGeneral(a: CelType, b: CelType): CelType {
  return isEqualOrLessSpecific(a, b) ? a : b
}

function occursNot(bindings: Bindings, param: CelType, within: CelType): boolean {
  if (sameType(param, within)) return false
  if (within.kind === 'param') {
    const bound = bindings.get(within.name)
    return bound === undefined || occursNot(bindings, param, bound)
  }
  return within.params.every((inner) => occursNot(bindings, param, inner))
}

type Binding = 'valid' | 'bound otherwise' | 'impossible'

/** Whether the parameter may stand for the type; binds it. */
function bind(bindings: Bindings, type: CelType, param: CelType): Binding {
  if (sameType(type, param)) return 'valid'
  const bound = bindings.get(param.name)
  if (bound !== undefined) {
    if (sameType(type, bound)) return 'valid'
    if (!assignable(bindings, type, bound)) return 'bound otherwise'
    const general = mostGeneral(type, bound)
    if (occursNot(bindings, param, general)) bindings.set(param.name, general)
    return 'valid'
  }
  if (!occursNot(bindings, param, type)) return 'impossible'
  bindings.set(param.name, type)
  return 'valid'
}

function isNullable(type: CelType): boolean {
  return ['null', 'opaque', 'struct', 'any', 'duration', 'timestamp'].includes(type.kind)
}

function assignable(bindings: Bindings, a: CelType, b: CelType): boolean {
  if (b.kind === 'param') {
    const outcome = bind(bindings, a, b)
    if (outcome === 'valid') return true
    if (outcome === 'bound otherwise') return false
  }
  if (a.kind === 'param') return bind(bindings, b, a) === 'valid'
  if (isDynOrError(a) || isDynOrError(b)) return true
  if (a.kind === 'null') return isNullable(b)
  if (b.kind === 'null') return isNullable(a)
  if (a.kind === 'type') return b.kind === 'type'
  if (a.kind !== b.kind || a.name !== b.name) return false
  return allAssignable(bindings, a.params, b.params)
}

function allAssignable(bindings: Bindings, a: readonly CelType[], b: readonly CelType[]): boolean {
  if (a.length !== b.length) return false
  return a.every((type, index) => assignable(bindings, type, b[index] as CelType))
}

/** The bindings with which all of `a` may be given where `b` is wanted; undefined when they may not. */
export function unify(
  bindings: Bindings,
  a: readonly CelType[],
  b: readonly CelType[],
): Bindings | undefined {
  const tried = new Map(bindings)
  return allAssignable(tried, a, b) ? tried : undefined
}

/** The type with what its parameters stand for; unbound ones become dyn when asked. */
export function substitute(bindings: Bindings, type: CelType, unboundToDyn: boolean): CelType {
  if (type.kind === 'param') {
    const bound = bindings.get(type.name)
    if (bound !== undefined) return substitute(bindings, bound, unboundToDyn)
    return unboundToDyn ? dynType : type
  }
  if (type.params.length === 0) return type
  const params = type.params.map((param) => substitute(bindings, param, unboundToDyn))
  return { ...type, params }
}
