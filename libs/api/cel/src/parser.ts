// in: an expression's text → out: its tree, macros expanded, or issues. Never: types.
import { Builder } from './build.ts'
import type { EntryExpr, Expr, FieldExpr } from './expression.ts'
import { escapedIdentifier, identifier, scan, type Token } from './lexer.ts'
import { expandGlobal, expandMember, MacroError } from './macros.ts'
import { type Issue, nowhere } from './source-text.ts'
import { operandOr, SyntaxStop, startsOperand, TokenReader } from './token-reader.ts'
import { unescapeBytes, unescapeString } from './unescape.ts'
import { Uint } from './values.ts'

const depthMax = 250
const codePointsMax = 100_000

const reserved = new Set(
  (
    'as break const continue else for function if import let loop package namespace return ' +
    'var void while'
  ).split(' '),
)
const relations = new Map<string, string>(
  ['<', '<=', '>=', '>', '==', '!='].map((sign) => [sign, `_${sign}_`] as const),
).set('in', '@in')
const products = new Map(['*', '/', '%'].map((sign) => [sign, `_${sign}_`] as const))
const sums = new Map(['+', '-'].map((sign) => [sign, `_${sign}_`] as const))

class TooDeep extends Error {}

class Parser {
  private readonly build = new Builder()
  private readonly reader: TokenReader
  private depth = 0

  constructor(reader: TokenReader) {
    this.reader = reader
  }

  whole(): Expr {
    const expr = this.expr()
    this.reader.expect('<EOF>')
    return expr
  }

  private issue(offset: number, message: string): Expr {
    this.reader.issues.push({ offset, message })
    return this.build.literal(offset, null)
  }

  private deeper<T>(read: () => T): T {
    this.depth += 1
    if (this.depth > depthMax) throw new TooDeep()
    try {
      return read()
    } finally {
      this.depth -= 1
    }
  }

  private expr(): Expr {
    return this.deeper(() => {
      const condition = this.or()
      if (!this.reader.is('?')) return condition
      const mark = this.reader.next()
      const yes = this.reader.within([':'], () => this.or())
      this.reader.expect(':')
      return this.build.call(mark.offset, '_?_:_', condition, yes, this.expr())
    })
  }

  private logic(sign: string, operand: () => Expr): Expr {
    const terms = [operand()]
    const marks: Token[] = []
    while (this.reader.is(sign)) {
      marks.push(this.reader.next())
      terms.push(operand())
    }
    return this.balanced(`_${sign}_`, terms, marks, 0, marks.length - 1)
  }

  /** Long chains become trees of little depth. */
  private balanced(name: string, terms: Expr[], marks: Token[], low: number, high: number): Expr {
    if (marks.length === 0) return terms[0] as Expr
    const middle = Math.floor((low + high + 1) / 2)
    const left = middle === low ? terms[middle] : this.balanced(name, terms, marks, low, middle - 1)
    const right =
      middle === high ? terms[middle + 1] : this.balanced(name, terms, marks, middle + 1, high)
    const { offset } = marks[middle] as Token
    return this.build.call(offset, name, left as Expr, right as Expr)
  }

  private or(): Expr {
    return this.logic('||', () => this.logic('&&', () => this.relation()))
  }

  private chain(signs: ReadonlyMap<string, string>, operand: () => Expr): Expr {
    let left = operand()
    let links = 0
    for (;;) {
      const name = signs.get(this.reader.peek().kind)
      if (name === undefined) return left
      links += 1
      if (links + this.depth > depthMax) throw new TooDeep()
      const mark = this.reader.next()
      left = this.build.call(mark.offset, name, left, operand())
    }
  }

  private relation(): Expr {
    return this.chain(relations, () =>
      this.chain(sums, () => this.chain(products, () => this.unary())),
    )
  }

  private unary(): Expr {
    this.reader.expectOperand()
    if (this.reader.is('!')) return this.repeated('!', '!_')
    const ahead = this.reader.peek(1).kind
    const signedNumber = ahead === 'NUM_INT' || ahead === 'NUM_FLOAT'
    if (this.reader.is('-') && !signedNumber) return this.repeated('-', '-_')
    return this.member()
  }

  private repeated(sign: string, name: string): Expr {
    const first = this.reader.peek()
    let count = 0
    while (this.reader.is(sign)) {
      this.reader.next()
      count += 1
    }
    if (!startsOperand.has(this.reader.peek().kind)) {
      if (sign === '-' && count === 1) {
        try {
          this.reader.noViable(first)
        } catch {
          if (this.reader.is('<EOF>')) this.reader.expectOperand()
        }
        throw new SyntaxStop()
      }
      this.reader.unwanted()
    }
    const operand = this.member()
    return count % 2 === 0 ? operand : this.build.call(first.offset, name, operand)
  }

  private member(): Expr {
    let operand = this.primary()
    for (let links = 0; ; links += 1) {
      if (links + this.depth > depthMax) throw new TooDeep()
      if (this.reader.is('.')) operand = this.selected(operand)
      else if (this.reader.is('[')) operand = this.indexed(operand)
      else return operand
    }
  }

  private selected(operand: Expr): Expr {
    const dot = this.reader.next()
    const optional = this.reader.is('?')
    if (optional) this.reader.next()
    const token = this.reader.peek()
    if (token.kind !== identifier && token.kind !== escapedIdentifier) this.reader.noViable(dot)
    this.reader.next()
    if (!optional && token.kind === identifier && this.reader.is('(')) {
      const open = this.reader.next()
      const args = this.args()
      return this.expanded(open.offset, () => {
        const { build } = this
        const made = expandMember(build, open.offset, token.text, operand, args)
        return made ?? build.memberCall(open.offset, token.text, operand, ...args)
      })
    }
    const field = token.kind === identifier ? token.text : token.text.slice(1, -1)
    if (!optional) return this.build.select(dot.offset, operand, field)
    const name = this.build.literal(token.offset, field)
    return this.build.call(dot.offset, '_?._', operand, name)
  }

  private expanded(_at: number, make: () => Expr): Expr {
    try {
      return make()
    } catch (error) {
      if (error instanceof MacroError) return this.issue(error.offset, error.message)
      throw error
    }
  }

  private indexed(operand: Expr): Expr {
    const open = this.reader.next()
    this.reader.expectOperand(operandOr('?'))
    const optional = this.reader.is('?')
    if (optional) this.reader.next()
    const index = this.reader.within([']'], () => this.expr())
    this.reader.expect(']')
    return this.build.call(open.offset, optional ? '_[?_]' : '_[_]', operand, index)
  }

  /** Behind the opening parenthesis, to the closing one. */
  private args(): Expr[] {
    const args: Expr[] = []
    this.reader.expectOperand(operandOr(')'))
    if (!this.reader.is(')')) {
      this.reader.within([',', ')'], () => {
        args.push(this.expr())
        while (this.reader.is(',')) {
          this.reader.next()
          args.push(this.expr())
        }
      })
    }
    this.reader.expect(')')
    return args
  }

  private primary(): Expr {
    const token = this.reader.peek()
    switch (token.kind) {
      case '(': {
        this.reader.next()
        const inner = this.reader.within([')'], () => this.expr())
        this.reader.expect(')')
        return inner
      }
      case '[':
        return this.list()
      case '{':
        return this.map()
      case '.':
      case identifier:
        return this.named()
      default:
        return this.literal()
    }
  }

  private named(): Expr {
    const start = this.reader.peek()
    const leading = start.kind === '.' ? '.' : ''
    if (leading !== '') this.reader.next()
    const token = this.reader.peek()
    if (token.kind !== identifier) this.reader.noViable(start)
    const braceAt = this.messageBrace()
    if (braceAt >= 0) return this.struct(leading, braceAt)
    this.reader.next()
    const isReserved = reserved.has(token.text)
    if (!this.reader.is('(')) {
      if (isReserved) return this.issue(start.offset, `reserved identifier: ${token.text}`)
      return this.build.ident(token.offset, leading + token.text)
    }
    const open = this.reader.next()
    const args = this.args()
    if (isReserved) return this.issue(start.offset, `reserved identifier: ${token.text}`)
    const name = leading + token.text
    return this.expanded(open.offset, () => {
      const made = expandGlobal(this.build, open.offset, name, args)
      return made ?? this.build.call(open.offset, name, ...args)
    })
  }

  /** `a.b.C{`: how many tokens before the brace; -1 when this is something else. */
  private messageBrace(): number {
    let ahead = 1
    while (
      this.reader.peek(ahead).kind === '.' &&
      this.reader.peek(ahead + 1).kind === identifier
    ) {
      ahead += 2
    }
    return this.reader.peek(ahead).kind === '{' ? ahead : -1
  }

  private struct(leading: string, braceAt: number): Expr {
    let typeName = leading
    for (let index = 0; index < braceAt; index += 1) typeName += this.reader.next().text
    const open = this.reader.next()
    const fields: FieldExpr[] = []
    while (!this.reader.is('}') && !this.reader.is(',')) {
      fields.push(this.field())
      if (!this.reader.is(',')) break
      this.reader.next()
    }
    if (this.reader.is(',')) this.reader.next()
    this.reader.expect('}', fields.length > 0 ? ['}', ','] : ['}'])
    return { kind: 'struct', id: this.build.id(), offset: open.offset, typeName, fields }
  }

  private field(): FieldExpr {
    const optional = this.reader.is('?')
    if (optional) this.reader.next()
    const token = this.reader.peek()
    if (token.kind !== identifier && token.kind !== escapedIdentifier) {
      this.reader.mismatch(['}', ',', '?', 'IDENTIFIER', 'ESC_IDENTIFIER'])
    }
    this.reader.next()
    const name = token.kind === identifier ? token.text : token.text.slice(1, -1)
    const colon = this.reader.expect(':')
    const value = this.reader.within([',', '}'], () => this.expr())
    return { id: this.build.id(), offset: colon.offset, name, value, optional }
  }

  private list(): Expr {
    const open = this.reader.next()
    const elements: Expr[] = []
    const optional = new Set<number>()
    let trailing = false
    while (!this.reader.is(']') && !this.reader.is(',')) {
      if (elements.length === 0) this.reader.expectOperand(operandOr(']', ',', '?'))
      if (this.reader.is('?')) {
        this.reader.next()
        optional.add(elements.length)
      }
      elements.push(this.reader.within([',', ']'], () => this.expr()))
      trailing = this.reader.is(',')
      if (!trailing) break
      this.reader.next()
    }
    if (elements.length === 0 && this.reader.is(',')) {
      this.reader.next()
      trailing = true
    }
    this.reader.expect(']', trailing || elements.length === 0 ? [']'] : [']', ','])
    return this.build.list(open.offset, elements, optional)
  }

  private map(): Expr {
    const open = this.reader.next()
    const entries: EntryExpr[] = []
    let trailing = false
    while (!this.reader.is('}') && !this.reader.is(',')) {
      if (entries.length === 0) this.reader.expectOperand(operandOr('}', ',', '?'))
      entries.push(this.entry())
      trailing = this.reader.is(',')
      if (!trailing) break
      this.reader.next()
    }
    if (entries.length === 0 && this.reader.is(',')) {
      this.reader.next()
      trailing = true
    }
    this.reader.expect('}', trailing || entries.length === 0 ? ['}'] : ['}', ','])
    return this.build.map(open.offset, entries)
  }

  private entry(): EntryExpr {
    const optional = this.reader.is('?')
    if (optional) this.reader.next()
    const key = this.reader.within([':'], () => this.expr())
    const colon = this.reader.expect(':')
    const value = this.reader.within([',', '}'], () => this.expr())
    return { id: this.build.id(), offset: colon.offset, key, value, optional }
  }

  private literal(): Expr {
    const start = this.reader.next()
    const negative = start.kind === '-'
    const token = negative ? this.reader.next() : start
    const { offset } = start
    switch (token.kind) {
      case 'true':
        return this.build.literal(offset, true)
      case 'false':
        return this.build.literal(offset, false)
      case 'null':
        return this.build.literal(offset, null)
      case 'NUM_INT': {
        const value = negative ? -BigInt(token.text) : BigInt(token.text)
        if (value === BigInt.asIntN(64, value)) return this.build.literal(offset, value)
        return this.issue(offset, 'invalid int literal')
      }
      case 'NUM_UINT': {
        const value = BigInt(token.text.slice(0, -1))
        if (value < 1n << 64n) return this.build.literal(offset, new Uint(value))
        return this.issue(offset, 'invalid uint literal')
      }
      case 'NUM_FLOAT': {
        const value = Number(token.text)
        if (!Number.isFinite(value)) return this.issue(offset, 'invalid double literal')
        return this.build.literal(offset, negative ? -value : value)
      }
      default:
        return this.text(token)
    }
  }

  private text(token: Token): Expr {
    try {
      const value =
        token.kind === 'BYTES' ? unescapeBytes(token.text.slice(1)) : unescapeString(token.text)
      return this.build.literal(token.offset, value)
    } catch (error) {
      return this.issue(token.offset, (error as Error).message)
    }
  }
}

export function parse(source: string): { expr?: Expr; issues: readonly Issue[] } {
  const size = [...source].length
  if (size > codePointsMax) {
    const message = `expression code point size exceeds limit: size: ${size}, limit ${codePointsMax}`
    return { issues: [{ offset: nowhere, message }] }
  }
  const { tokens, issues } = scan(source)
  try {
    const expr = new Parser(new TokenReader(tokens, issues)).whole()
    return issues.length > 0 ? { issues } : { expr, issues }
  } catch (error) {
    if (error instanceof TooDeep) {
      const message = `expression recursion limit exceeded: ${depthMax}`
      return { issues: [...issues, { offset: nowhere, message }] }
    }
    if (error instanceof SyntaxStop) return { issues }
    throw error
  }
}
