// in: tokens → out: a cursor on them that says what is wrong in the reference's words. Never: grammar.
import { endOfInput, type Token } from './lexer.ts'
import type { Issue } from './source-text.ts'

/** Ends reading after an error behind which nothing sensible can be read. */
export class SyntaxStop extends Error {}

/** What an operand may begin with, in the order in which error texts list it. */
const operandStart = [
  '[',
  '{',
  '(',
  '.',
  '-',
  '!',
  'true',
  'false',
  'null',
  'NUM_FLOAT',
  'NUM_INT',
  'NUM_UINT',
  'STRING',
  'BYTES',
  'IDENTIFIER',
]
export const startsOperand: ReadonlySet<string> = new Set(operandStart)

/** What may follow a complete operand wherever it stands. */
const afterOperand: ReadonlySet<string> = new Set([
  ...['.', '[', '?', '||', '&&', '<', '<=', '>=', '>', '==', '!=', 'in', '*', '/', '%', '+', '-'],
])

function quoted(kind: string): string {
  return /^[A-Z]/.test(kind) || kind === endOfInput ? kind : `'${kind}'`
}

function list(kinds: readonly string[]): string {
  const texts = kinds.map(quoted)
  return texts.length === 1 ? (texts[0] as string) : `{${texts.join(', ')}}`
}

/** The signs in the order of the grammar, which sets in error texts follow. */
const signOrder = ['[', ']', '{', '}', '(', ')', '.', ',', '-', '!', '?', ':']

export function operandOr(...more: string[]): string[] {
  const signs = signOrder.filter((sign) => more.includes(sign) || startsOperand.has(sign))
  return [...signs, ...operandStart.filter((kind) => !signOrder.includes(kind))]
}

export class TokenReader {
  readonly issues: Issue[]
  private readonly tokens: readonly Token[]
  private position = 0
  /** What may follow the present level of brackets, innermost last. */
  private readonly closers: string[][] = [[endOfInput]]

  constructor(tokens: readonly Token[], issues: Issue[]) {
    this.tokens = tokens
    this.issues = issues
  }

  peek(ahead = 0): Token {
    const last = this.tokens.length - 1
    return this.tokens[Math.min(this.position + ahead, last)] as Token
  }

  is(kind: string): boolean {
    return this.peek().kind === kind
  }

  next(): Token {
    const token = this.peek()
    if (this.position < this.tokens.length - 1) this.position += 1
    return token
  }

  report(token: Token, text: string): void {
    this.issues.push({ offset: token.offset, message: `Syntax error: ${text}` })
  }

  /** Within `read`, `closers` may follow an operand. */
  within<T>(closers: string[], read: () => T): T {
    this.closers.push(closers)
    try {
      return read()
    } finally {
      this.closers.pop()
    }
  }

  /** Takes a token that must be here; forgives one token too many and one missing. */
  expect(kind: string, alternatives: readonly string[] = [kind]): Token {
    const token = this.peek()
    if (token.kind === kind) return this.next()
    if (this.peek(1).kind === kind && token.kind !== endOfInput) {
      this.report(token, `extraneous input '${token.text}' expecting ${list(alternatives)}`)
      this.next()
      return this.next()
    }
    const closes = kind === ')' || kind === ']' || kind === '}'
    const follows = afterOperand.has(token.kind) || this.closers.at(-1)?.includes(token.kind)
    if (closes && alternatives.length === 1 && follows) {
      this.report(token, `missing '${kind}' at '${token.text}'`)
      return { kind, text: kind, offset: token.offset }
    }
    return this.mismatch(alternatives)
  }

  mismatch(alternatives: readonly string[]): never {
    const token = this.peek()
    this.report(token, `mismatched input '${token.text}' expecting ${list(alternatives)}`)
    throw new SyntaxStop()
  }

  /** Before an operand: forgives one token too many. */
  expectOperand(allowed: readonly string[] = operandStart): void {
    const token = this.peek()
    if (allowed.includes(token.kind)) return
    if (!allowed.includes(this.peek(1).kind) || token.kind === endOfInput) this.mismatch(allowed)
    this.report(token, `extraneous input '${token.text}' expecting ${list(allowed)}`)
    this.next()
  }

  /** After `!`: whatever stands here is too much. */
  unwanted(): never {
    const token = this.peek()
    this.report(token, `extraneous input '${token.text}' expecting ${list(operandStart)}`)
    throw new SyntaxStop()
  }

  /** The tokens from `from` up to this one make no sense together. */
  noViable(from: Token): never {
    const token = this.peek()
    const start = this.tokens.indexOf(from)
    const end = this.tokens.indexOf(token)
    const text = this.tokens
      .slice(start, end + 1)
      .filter((part) => part.kind !== endOfInput)
      .map((part) => part.text)
      .join('')
    const reserved = /^.(true|false|null)$/.exec(text)
    if (reserved) this.report(token, `mismatched input '${reserved[1]}' expecting IDENTIFIER`)
    else this.report(token, `no viable alternative at input '${text}'`)
    throw new SyntaxStop()
  }
}
