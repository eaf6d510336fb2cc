// in: a YAML text → out: the end of its first document, or its first fault. Never: values.
import { YamlFault } from './yaml-fault.ts'
import { type Token, type TokenType, YamlTokens } from './yaml-tokens.ts'

const depthMax = 1000
const controlLetters = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]/

/**
 * Where the first document ends: Go looks at nothing behind it. Throws YamlFault with the text that
 * Go's parser gives.
 */
export function scanYaml(text: string): number {
  if (controlLetters.test(text)) {
    throw new YamlFault('control characters are not allowed', nowhere, undefined, false)
  }
  return new Grammar(new YamlTokens(text)).document()
}

/** Walks over one document along the grammar, as deep as its collections nest. */
class Grammar {
  readonly #tokens: YamlTokens
  readonly #anchors = new Set<string>()
  #depth = 0

  constructor(tokens: YamlTokens) {
    this.#tokens = tokens
  }

  document(): number {
    let explicit = false
    while (this.#next('directive')) explicit = true
    if (!this.#next('document start') && explicit && !this.#is('stream end')) {
      throw this.#fault('did not find expected <document start>')
    }
    if (!this.#is('directive', 'document start', 'document end', 'stream end')) {
      this.#node(true, false)
    }
    return this.#tokens.peek().mark.index
  }

  #is(...types: readonly TokenType[]): boolean {
    return types.includes(this.#tokens.peek().type)
  }

  #next(type: TokenType): boolean {
    if (!this.#is(type)) return false
    this.#tokens.skip()
    return true
  }

  #fault(problem: string, context?: Token): YamlFault {
    return new YamlFault(problem, this.#tokens.peek().mark, context?.mark, false)
  }

  /** `indentless`: a sequence may stand as deep as the key before it. */
  #node(block: boolean, indentless: boolean): void {
    const first = this.#tokens.peek()
    if (first.type === 'alias') {
      if (!this.#anchors.has(first.text)) {
        throw new YamlFault(`unknown anchor '${first.text}' referenced`, nowhere, undefined, false)
      }
      this.#tokens.skip()
      return
    }
    const marked = this.#properties()
    const token = this.#tokens.peek()
    if (++this.#depth > depthMax)
      throw new YamlFault('exceeded max depth of 10000', nowhere, undefined, false)
    if (indentless && token.type === '-') this.#indentless()
    else if (token.type === 'scalar') this.#tokens.skip()
    else if (token.type === '[') this.#flowSequence(token)
    else if (token.type === '{') this.#flowMapping(token)
    else if (block && token.type === 'block sequence') this.#blockSequence(token)
    else if (block && token.type === 'block mapping') this.#blockMapping(token)
    else if (!marked) throw this.#fault('did not find expected node content', first)
    this.#depth--
  }

  /** An anchor and a tag, in either order. */
  #properties(): boolean {
    const seen = new Set<TokenType>()
    while (this.#is('anchor', 'tag')) {
      const token = this.#tokens.peek()
      if (seen.has(token.type)) break
      seen.add(token.type)
      if (token.type === 'anchor') this.#anchors.add(token.text)
      this.#tokens.skip()
      if (token.type === 'tag' && !knownHandles.has(token.text)) {
        throw new YamlFault('found undefined tag handle', token.mark, token.mark, false)
      }
    }
    return seen.size > 0
  }

  #indentless(): void {
    while (this.#next('-')) {
      if (!this.#is('-', '?', ':', 'block end')) this.#node(true, false)
    }
  }

  #blockSequence(start: Token): void {
    this.#tokens.skip()
    while (this.#next('-')) {
      if (!this.#is('-', 'block end')) this.#node(true, false)
    }
    if (!this.#next('block end')) throw this.#fault("did not find expected '-' indicator", start)
  }

  #blockMapping(start: Token): void {
    this.#tokens.skip()
    while (this.#next('?')) {
      if (!this.#is('?', ':', 'block end')) this.#node(true, true)
      if (this.#next(':') && !this.#is('?', ':', 'block end')) this.#node(true, true)
    }
    if (!this.#next('block end')) throw this.#fault('did not find expected key', start)
  }

  #flowSequence(start: Token): void {
    this.#tokens.skip()
    for (let first = true; !this.#next(']'); first = false) {
      if (!first && !this.#next(',')) throw this.#fault("did not find expected ',' or ']'", start)
      if (this.#is(']')) continue
      if (!this.#next('?')) {
        this.#node(false, false)
        continue
      }
      if (this.#is(':', ',', ']')) this.#tokens.skip()
      else this.#node(false, false)
      if (this.#next(':') && !this.#is(',', ']')) this.#node(false, false)
    }
  }

  #flowMapping(start: Token): void {
    this.#tokens.skip()
    for (let first = true; !this.#next('}'); first = false) {
      if (!first && !this.#next(',')) throw this.#fault("did not find expected ',' or '}'", start)
      if (this.#is('}')) continue
      if (!this.#next('?')) {
        this.#node(false, false)
        continue
      }
      if (!this.#is(':', ',', '}')) this.#node(false, false)
      if (this.#next(':') && !this.#is(',', '}')) this.#node(false, false)
    }
  }
}

const nowhere = { line: 0, column: 0, index: 0 }
const knownHandles = new Set(['', '!', '!!'])
