// in: nothing → out: the tree of an expression. Never: meaning.
import type { Uint } from './values.ts'

export type Literal = null | boolean | bigint | number | string | Uint8Array | Uint

interface Node {
  readonly id: number
  /** Where errors about it point. */
  readonly offset: number
}

export interface LiteralExpr extends Node {
  readonly kind: 'literal'
  readonly value: Literal
}

export interface IdentExpr extends Node {
  readonly kind: 'ident'
  readonly name: string
}

export interface SelectExpr extends Node {
  readonly kind: 'select'
  readonly operand: Expr
  readonly field: string
  /** `has(operand.field)`. */
  readonly test: boolean
}

export interface CallExpr extends Node {
  readonly kind: 'call'
  readonly name: string
  readonly target: Expr | undefined
  readonly args: readonly Expr[]
}

export interface ListExpr extends Node {
  readonly kind: 'list'
  readonly elements: readonly Expr[]
  /** Indexes of elements written with `?`. */
  readonly optional: ReadonlySet<number>
}

export interface EntryExpr extends Node {
  readonly key: Expr
  readonly value: Expr
  readonly optional: boolean
}

export interface MapExpr extends Node {
  readonly kind: 'map'
  readonly entries: readonly EntryExpr[]
}

export interface FieldExpr extends Node {
  readonly name: string
  readonly value: Expr
  readonly optional: boolean
}

export interface StructExpr extends Node {
  readonly kind: 'struct'
  readonly typeName: string
  readonly fields: readonly FieldExpr[]
}

export interface FoldExpr extends Node {
  readonly kind: 'fold'
  readonly range: Expr
  readonly iterVar: string
  /** '' where the fold has one variable. */
  readonly iterVar2: string
  readonly accuVar: string
  readonly init: Expr
  readonly condition: Expr
  readonly step: Expr
  readonly result: Expr
}

export type Expr =
  | LiteralExpr
  | IdentExpr
  | SelectExpr
  | CallExpr
  | ListExpr
  | MapExpr
  | StructExpr
  | FoldExpr

/** The accumulator that macros use. */
export const accumulator = '@result'
export const olderAccumulator = '__result__'

export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'literal':
    case 'ident':
      return []
    case 'select':
      return [expr.operand]
    case 'call':
      return expr.target === undefined ? expr.args : [expr.target, ...expr.args]
    case 'list':
      return expr.elements
    case 'map':
      return expr.entries.flatMap((entry) => [entry.key, entry.value])
    case 'struct':
      return expr.fields.map((field) => field.value)
    case 'fold':
      return [expr.range, expr.init, expr.condition, expr.step, expr.result]
  }
}

/** The expression and everything in it, outer ones first. */
export function* everyExpr(expr: Expr): Generator<Expr> {
  yield expr
  for (const child of childrenOf(expr)) yield* everyExpr(child)
}
