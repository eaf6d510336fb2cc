// in: a YAML text → out: a place in it that moves over scalars, tags, spaces. Never: values.
import { type Mark, YamlFault } from './yaml-fault.ts'

export type { Mark } from './yaml-fault.ts'

const breaks = new Set(['\n', '\r', '\u0085', '\u2028', '\u2029'])
const word = /[0-9A-Za-z_-]/
const uri = /[0-9A-Za-z_\-;/?:@&=+$,.!~*'()[\]%]/
const escapes = new Set('0abt\tnvfre "\'/\\N_LP')
const hexLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

export class YamlText {
  readonly #text: string
  #index = 0
  #line = 0
  #column = 0

  constructor(text: string) {
    this.#text = text
  }

  get mark(): Mark {
    return { line: this.#line, column: this.#column, index: this.#index }
  }

  /** '' behind the end. */
  at(offset: number): string {
    return this.#text[this.#index + offset] ?? ''
  }

  is(char: string): boolean {
    return this.#text[this.#index] === char
  }

  atEnd(offset = 0): boolean {
    return this.#index + offset >= this.#text.length
  }

  isBlank(offset: number): boolean {
    const char = this.at(offset)
    return char === ' ' || char === '\t'
  }

  isBreak(offset = 0): boolean {
    return breaks.has(this.at(offset))
  }

  isBreakOrEnd(offset = 0): boolean {
    return this.atEnd(offset) || this.isBreak(offset)
  }

  isBlankOrEnd(offset: number): boolean {
    return this.isBlank(offset) || this.isBreakOrEnd(offset)
  }

  skip(count: number): void {
    this.#index += count
    this.#column += count
  }

  skipBreak(): void {
    this.#index += this.at(0) === '\r' && this.at(1) === '\n' ? 2 : 1
    this.#line++
    this.#column = 0
  }

  /** The end of a text is the end of a line. */
  endLine(): void {
    if (this.#column === 0) return
    this.#column = 0
    this.#line++
  }

  documentIndicator(): '---' | '...' | undefined {
    if (this.#column !== 0) return undefined
    const three = this.#text.slice(this.#index, this.#index + 3)
    if ((three !== '---' && three !== '...') || !this.isBlankOrEnd(3)) return undefined
    return three
  }

  skipToToken(tabsToo: () => boolean, newLine: () => void): void {
    for (;;) {
      if (this.#column === 0 && this.is('\ufeff')) this.skip(1)
      while (this.is(' ') || (this.is('\t') && tabsToo())) this.skip(1)
      this.skipComment()
      if (!this.isBreak()) return
      this.skipBreak()
      newLine()
    }
  }

  skipComment(): void {
    if (!this.is('#')) return
    while (!this.isBreakOrEnd()) this.skip(1)
  }

  skipBlanks(): void {
    while (this.isBlank(0)) this.skip(1)
  }

  /** Something is wrong here; `context` is where what is wrong began. */
  fault(problem: string, context: Mark): YamlFault {
    return new YamlFault(problem, this.mark, context, true)
  }

  skipDirective(): void {
    const start = this.mark
    this.skip(1)
    const name = this.#takeWhile(word)
    if (name === '') throw this.fault('could not find expected directive name', start)
    if (!this.isBlankOrEnd(0))
      throw this.fault('found unexpected non-alphabetical character', start)
    if (name !== 'YAML' && name !== 'TAG') throw this.fault('found unknown directive name', start)
    this.skipBlanks()
    if (name === 'YAML' && !(this.is('1') && this.at(1) === '.' && this.at(2) === '1')) {
      throw new YamlFault('found incompatible YAML document', start, undefined, false)
    }
    while (!this.isBreakOrEnd() && !this.is('#')) this.skip(1)
    this.skipComment()
    if (this.isBreak()) this.skipBreak()
  }

  #takeWhile(pattern: RegExp): string {
    const from = this.#index
    while (!this.atEnd() && pattern.test(this.at(0))) this.skip(1)
    return this.#text.slice(from, this.#index)
  }

  /** The name behind `&` or `*`. */
  skipAnchor(): string {
    const start = this.mark
    this.skip(1)
    const name = this.#takeWhile(word)
    if (name === '' || !(this.isBlankOrEnd(0) || /[?:,\]}%@`]/.test(this.at(0)))) {
      throw this.fault('did not find expected alphabetic or numeric character', start)
    }
    return name
  }

  #takeUri(start: Mark): string {
    const from = this.#index
    while (!this.atEnd() && uri.test(this.at(0))) {
      if (!this.is('%')) this.skip(1)
      else if (/^%[0-9A-Fa-f]{2}$/.test(this.#text.slice(this.#index, this.#index + 3)))
        this.skip(3)
      else throw this.fault('did not find URI escaped octet', start)
    }
    return this.#text.slice(from, this.#index)
  }

  /** The handle in front of a tag: `!`, `!!`, `!name!`, or '' of one that is written out. */
  skipTag(): string {
    const start = this.mark
    let handle = ''
    if (this.at(1) === '<') {
      this.skip(2)
      this.#takeUri(start)
      if (!this.is('>')) throw this.fault("did not find the expected '>'", start)
      this.skip(1)
    } else {
      this.skip(1)
      const name = this.#takeWhile(word)
      handle = this.is('!') ? `!${name}!` : '!'
      if (this.is('!')) this.skip(1)
      const rest = this.#takeUri(start)
      if (handle !== '!' && rest === '') throw this.fault('did not find expected tag URI', start)
    }
    if (this.isBlankOrEnd(0)) return handle
    throw this.fault('did not find expected whitespace or line break', start)
  }

  /** true when a key may follow: the scalar ended with its line. */
  skipPlain(indent: number, inFlow: boolean): boolean {
    const start = this.mark
    let newLine = false
    for (;;) {
      if (this.documentIndicator() !== undefined || this.is('#')) break
      while (!this.isBlankOrEnd(0) && !this.#endsPlain(inFlow)) {
        newLine = false
        this.skip(1)
      }
      if (!this.isBlank(0) && !this.isBreak()) break
      while (this.isBlank(0) || this.isBreak()) {
        if (this.isBreak()) {
          newLine = true
          this.skipBreak()
        } else if (newLine && this.#column < indent && this.is('\t')) {
          throw this.fault('found a tab character that violates indentation', start)
        } else this.skip(1)
      }
      if (!inFlow && this.#column < indent) break
    }
    return newLine
  }

  #endsPlain(inFlow: boolean): boolean {
    const char = this.at(0)
    if (char === ':' && this.isBlankOrEnd(1)) return true
    return inFlow && /[,?[\]{}]/.test(char)
  }

  skipQuoted(quote: string): void {
    const start = this.mark
    this.skip(1)
    for (;;) {
      if (this.documentIndicator() !== undefined) {
        throw this.fault('found unexpected document indicator', start)
      }
      if (this.atEnd()) throw this.fault('found unexpected end of stream', start)
      if (this.#skipLetters(quote, start)) return
      while (this.isBlank(0) || this.isBreak()) {
        if (this.isBreak()) this.skipBreak()
        else this.skip(1)
      }
    }
  }

  /** true behind the closing quote. */
  #skipLetters(quote: string, start: Mark): boolean {
    while (!this.isBlankOrEnd(0)) {
      if (this.is(quote)) {
        this.skip(1)
        if (quote === '"' || !this.is("'")) return true
        this.skip(1)
      } else if (quote === '"' && this.is('\\')) {
        if (this.isBreak(1)) {
          this.skip(1)
          this.skipBreak()
          return false
        }
        this.#skipEscape(start)
      } else this.skip(1)
    }
    return false
  }

  #skipEscape(start: Mark): void {
    const letter = this.at(1)
    const digits = hexLengths[letter] ?? 0
    if (digits === 0 && !escapes.has(letter)) {
      throw this.fault('found unknown escape character', start)
    }
    this.skip(2)
    const hex = this.#text.slice(this.#index, this.#index + digits)
    if (digits === 0) return
    if (hex.length < digits || !/^[0-9A-Fa-f]+$/.test(hex)) {
      throw this.fault('did not find expected hexdecimal number', start)
    }
    const code = Number.parseInt(hex, 16)
    if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
      throw this.fault('found invalid Unicode character escape code', start)
    }
    this.skip(digits)
  }
}
