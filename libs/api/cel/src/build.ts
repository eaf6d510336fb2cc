// in: parts → out: nodes of an expression with fresh ids. Never: grammar.
import {
  accumulator,
  type CallExpr,
  type EntryExpr,
  type Expr,
  type FoldExpr,
  type Literal,
} from './expression.ts'

/** Makes nodes; one for each expression. */
export class Builder {
  private lastId = 0

  id(): number {
    this.lastId += 1
    return this.lastId
  }

  literal(offset: number, value: Literal): Expr {
    return { kind: 'literal', id: this.id(), offset, value }
  }

  ident(offset: number, name: string): Expr {
    return { kind: 'ident', id: this.id(), offset, name }
  }

  accu(offset: number): Expr {
    return this.ident(offset, accumulator)
  }

  call(offset: number, name: string, ...args: Expr[]): CallExpr {
    return { kind: 'call', id: this.id(), offset, name, target: undefined, args }
  }

  memberCall(offset: number, name: string, target: Expr, ...args: Expr[]): CallExpr {
    return { kind: 'call', id: this.id(), offset, name, target, args }
  }

  select(offset: number, operand: Expr, field: string, test = false): Expr {
    return { kind: 'select', id: this.id(), offset, operand, field, test }
  }

  list(offset: number, elements: Expr[], optional: ReadonlySet<number> = new Set()): Expr {
    return { kind: 'list', id: this.id(), offset, elements, optional }
  }

  map(offset: number, entries: EntryExpr[]): Expr {
    return { kind: 'map', id: this.id(), offset, entries }
  }

  fold(offset: number, parts: Omit<FoldExpr, 'kind' | 'id' | 'offset'>): Expr {
    return { kind: 'fold', id: this.id(), offset, ...parts }
  }

  /** The same expression once more, with ids of its own. */
  copy(expr: Expr): Expr {
    const id = this.id()
    switch (expr.kind) {
      case 'literal':
      case 'ident':
        return { ...expr, id }
      case 'select':
        return { ...expr, id, operand: this.copy(expr.operand) }
      case 'call': {
        const target = expr.target === undefined ? undefined : this.copy(expr.target)
        return { ...expr, id, target, args: expr.args.map((arg) => this.copy(arg)) }
      }
      case 'list':
        return { ...expr, id, elements: expr.elements.map((element) => this.copy(element)) }
      case 'map': {
        const entries = expr.entries.map((entry) => ({
          ...entry,
          id: this.id(),
          key: this.copy(entry.key),
          value: this.copy(entry.value),
        }))
        return { ...expr, id, entries }
      }
      case 'struct': {
        const fields = expr.fields.map((field) => ({
          ...field,
          id: this.id(),
          value: this.copy(field.value),
        }))
        return { ...expr, id, fields }
      }
      case 'fold':
        return {
          ...expr,
          id,
          range: this.copy(expr.range),
          init: this.copy(expr.init),
          condition: this.copy(expr.condition),
          step: this.copy(expr.step),
          result: this.copy(expr.result),
        }
    }
  }
}
