// in: a YAML text → out: its tokens by YAML 1.1, or where they stop being some. Never: values.
import { skipBlockScalar } from './yaml-block-scalar.ts'
import { YamlFault } from './yaml-fault.ts'
import { YamlText, type Mark } from './yaml-text.ts'

export type TokenType =
  | 'directive'
  | 'document start'
  | 'document end'
  | 'stream end'
  | 'block sequence'
  | 'block mapping'
  | 'block end'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | '-'
  | '?'
  | ':'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar'

export interface Token {
  readonly type: TokenType
  readonly mark: Mark
  /** Of an anchor and alias its name, of a tag its handle. */
  readonly text: string
}

/** A place where a key may have begun that needs no `?`. */
interface SimpleKey {
  readonly mark: Mark
  /** The token that it would be. */
  readonly number: number
  /** Nothing but a key can stand here. */
  readonly required: boolean
  possible: boolean
  /** Tokens behind it are looked at before it is handed out. */
  waits: boolean
}

const keyLengthMax = 1024
const startsNoPlain = /[-?:,[\]{}#&*!|>'"%@`]/

/** Tokens are read only as far as somebody asks: a fault behind the first document is none. */
export class YamlTokens {
  readonly #text: YamlText
  readonly #tokens: Token[] = []
  readonly #keys: (SimpleKey | undefined)[] = [undefined]
  readonly #indents: number[] = []
  /** The numbers of the brackets that are open. */
  readonly #opened: number[] = []
  #indent = -1
  #taken = 0
  #ready = false
  #keyAllowed = true
  #flow = 0

  constructor(text: string) {
    this.#text = new YamlText(text)
  }

  peek(): Token {
    while (!this.#ready) {
      if (this.#tokens.length > 0 && !this.#mayBecomeKey()) this.#ready = true
      else this.#fetch()
    }
    return this.#tokens[0] as Token
  }

  skip(): void {
    this.#tokens.shift()
    this.#taken++
    this.#ready = false
  }

  /** A `:` to come would put a key in front of the first token. */
  #mayBecomeKey(): boolean {
    const key = this.#keys.find((each) => each?.waits && each.number === this.#taken)
    return key !== undefined && this.#isValid(key)
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.possible) return false
    const { mark } = this.#text
    if (key.mark.line >= mark.line && key.mark.index + keyLengthMax >= mark.index) return true
    if (key.required) throw this.#fault("could not find expected ':'", key.mark)
    key.possible = false
    return false
  }

  #fault(problem: string, context: Mark): YamlFault {
    return new YamlFault(problem, this.#text.mark, context, true)
  }

  #push(type: TokenType, mark: Mark, text = ''): void {
    this.#tokens.push({ type, mark, text })
  }

  #fetch(): void {
    const text = this.#text
    const tabsToo = () => this.#flow > 0 || !this.#keyAllowed
    text.skipToToken(tabsToo, () => {
      if (this.#flow === 0) this.#keyAllowed = true
    })
    this.#unroll(text.mark.column)
    const { mark } = text
    if (text.atEnd()) {
      this.#fetchEnd()
      return
    }
    if (mark.column === 0 && text.is('%')) {
      this.#boundary()
      text.skipDirective()
      this.#push('directive', mark)
      return
    }
    const indicator = text.documentIndicator()
    if (indicator !== undefined) {
      this.#boundary()
      text.skip(3)
      this.#push(indicator === '---' ? 'document start' : 'document end', mark)
      return
    }
    this.#fetchInside(text.at(0), mark)
  }

  #fetchInside(char: string, mark: Mark): void {
    const text = this.#text
    const followed = text.isBlankOrEnd(1)
    if (char === '[' || char === '{') this.#openFlow(char, mark)
    else if (char === ']' || char === '}') this.#closeFlow(char, mark)
    else if (char === ',') {
      this.#dropKey()
      this.#keyAllowed = true
      this.#single(',', mark)
    } else if (char === '-' && followed) this.#fetchEntry(mark)
    else if (char === '?' && (this.#flow > 0 || followed)) this.#fetchKey(mark)
    else if (char === ':' && (this.#flow > 0 || followed)) this.#fetchValue(mark)
    else if (char === '*' || char === '&') {
      this.#saveKey()
      this.#keyAllowed = false
      this.#push(char === '*' ? 'alias' : 'anchor', mark, text.skipAnchor())
    } else if (char === '!') {
      this.#saveKey()
      this.#keyAllowed = false
      this.#push('tag', mark, text.skipTag())
    } else this.#fetchScalar(char, mark)
  }

  #fetchScalar(char: string, mark: Mark): void {
    const text = this.#text
    if ((char === '|' || char === '>') && this.#flow === 0) {
      this.#dropKey()
      this.#keyAllowed = true
      skipBlockScalar(text, this.#indent)
    } else if (char === "'" || char === '"') {
      this.#saveKey()
      this.#keyAllowed = false
      text.skipQuoted(char)
    } else if (this.#startsPlain(char)) {
      this.#saveKey()
      this.#keyAllowed = text.skipPlain(this.#indent + 1, this.#flow > 0)
    } else throw this.#fault('found character that cannot start any token', mark)
    this.#push('scalar', mark)
  }

  #startsPlain(char: string): boolean {
    const text = this.#text
    if (!text.isBlankOrEnd(0) && !startsNoPlain.test(char)) return true
    if (char === '-') return !text.isBlank(1)
    return this.#flow === 0 && (char === '?' || char === ':') && !text.isBlankOrEnd(1)
  }

  #single(type: TokenType, mark: Mark): void {
    this.#text.skip(1)
    this.#push(type, mark)
  }

  #openFlow(char: '[' | '{', mark: Mark): void {
    this.#saveKey()
    this.#opened.push(this.#taken + this.#tokens.length)
    this.#keys.push(undefined)
    this.#flow++
    this.#keyAllowed = true
    this.#single(char, mark)
  }

  #closeFlow(char: ']' | '}', mark: Mark): void {
    this.#dropKey()
    if (this.#flow > 0) this.#leaveFlow()
    this.#keyAllowed = false
    this.#single(char, mark)
  }

  #leaveFlow(): void {
    this.#flow--
    const inner = this.#keys.pop()
    const opened = this.#opened.pop()
    // Go forgets here that a collection without keys may be one, until a colon reminds it.
    if (inner !== undefined) return
    for (const key of this.#keys) {
      if (key !== undefined && key.number === opened) key.waits = false
    }
  }

  #fetchEntry(mark: Mark): void {
    if (this.#flow === 0) {
      this.#allowed('block sequence entries are not allowed in this context', mark)
      this.#roll(mark, 'block sequence')
    }
    this.#dropKey()
    this.#keyAllowed = true
    this.#single('-', mark)
  }

  #fetchKey(mark: Mark): void {
    if (this.#flow === 0) {
      this.#allowed('mapping keys are not allowed in this context', mark)
      this.#roll(mark, 'block mapping')
    }
    this.#dropKey()
    this.#keyAllowed = this.#flow === 0
    this.#single('?', mark)
  }

  #fetchValue(mark: Mark): void {
    const key = this.#keys.at(-1)
    if (key !== undefined && this.#isValid(key)) {
      const ahead = key.number - this.#taken
      const at = ahead < 0 ? this.#tokens.length : ahead
      this.#tokens.splice(at, 0, { type: '?', mark: key.mark, text: '' })
      this.#roll(key.mark, 'block mapping', at)
      key.possible = false
      this.#keyAllowed = false
    } else {
      if (this.#flow === 0) {
        this.#allowed('mapping values are not allowed in this context', mark)
        this.#roll(mark, 'block mapping')
      }
      this.#keyAllowed = this.#flow === 0
    }
    this.#single(':', mark)
  }

  #allowed(otherwise: string, mark: Mark): void {
    if (!this.#keyAllowed) throw this.#fault(otherwise, mark)
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return
    const { mark } = this.#text
    const required = this.#flow === 0 && this.#indent === mark.column
    this.#dropKey()
    const number = this.#taken + this.#tokens.length
    this.#keys[this.#keys.length - 1] = { mark, number, required, possible: true, waits: true }
  }

  #dropKey(): void {
    const key = this.#keys.at(-1)
    if (!key?.possible) return
    if (key.required) throw this.#fault("could not find expected ':'", key.mark)
    key.possible = false
  }

  #boundary(): void {
    this.#unroll(-1)
    this.#dropKey()
    this.#keyAllowed = false
  }

  #fetchEnd(): void {
    this.#text.endLine()
    this.#boundary()
    this.#push('stream end', this.#text.mark)
  }

  #roll(mark: Mark, type: TokenType, at = this.#tokens.length): void {
    if (this.#flow > 0 || this.#indent >= mark.column) return
    this.#indents.push(this.#indent)
    this.#indent = mark.column
    this.#tokens.splice(at, 0, { type, mark, text: '' })
  }

  #unroll(column: number): void {
    if (this.#flow > 0) return
    while (this.#indent > column) {
      this.#push('block end', this.#text.mark)
      this.#indent = this.#indents.pop() as number
    }
  }
}
