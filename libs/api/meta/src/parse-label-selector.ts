// in: a selector's text → out: its requirements, or an Error in the reference's words.
import { errorText, type FieldError, invalid } from './field-error.ts'
import type { LabelOperator, LabelRequirement, LabelSelector } from './label-selector.ts'
import { labelValue, qualifiedName } from './qualified-names.ts'

interface Token {
  readonly is:
    | 'word'
    | 'end'
    | 'error'
    | ')'
    | '('
    | ','
    | '!'
    | '=='
    | '='
    | '>'
    | '<'
    | '!='
    | 'in'
    | 'notin'
  readonly text: string
}

const special = new Set(['=', '!', '(', ')', ',', '>', '<'])
const symbols = new Set([')', ',', '!', '==', '=', '>', '<', '!=', '('])
const operatorNames = 'in, notin, =, ==, !=, gt, lt'

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n'
}

function scanSymbol(text: string, start: number): [Token, number] {
  let at = start
  let best: string | undefined
  let read = ''
  while (at < text.length && special.has(text[at] as string)) {
    const longer = read + text[at]
    if (symbols.has(longer)) best = longer
    else if (best !== undefined) break
    read = longer
    at++
  }
  if (best === undefined) {
    return [{ is: 'error', text: `error expected: keyword found '${read}'` }, at]
  }
  return [{ is: best as Token['is'], text: best }, at]
}

function scan(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const character = text[at] as string
    if (isSpace(character)) {
      at++
    } else if (character === '\0') {
      break
    } else if (special.has(character)) {
      const [token, next] = scanSymbol(text, at)
      tokens.push(token)
      at = next
    } else {
      const start = at
      while (at < text.length && !special.has(text[at] as string) && !isSpace(text[at] as string)) {
        at++
      }
      const word = text.slice(start, at)
      tokens.push({ is: word === 'in' || word === 'notin' ? word : 'word', text: word })
    }
  }
  tokens.push({ is: 'end', text: '' })
  return tokens
}

/** `in` and `notin` are words wherever an operator cannot stand. */
function asWord(token: Token): Token {
  return token.is === 'in' || token.is === 'notin' ? { is: 'word', text: token.text } : token
}

class Reader {
  #at = 0
  readonly #tokens: readonly Token[]

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  peek(): Token {
    return asWord(this.#tokens[this.#at] as Token)
  }

  next(): Token {
    return asWord(this.nextOperator())
  }

  nextOperator(): Token {
    const token = this.#tokens[this.#at] as Token
    if (this.#at < this.#tokens.length - 1) this.#at++
    return token
  }
}

const operators: Readonly<Record<string, LabelOperator>> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
}

function readList(reader: Reader): string[] {
  const values = new Set<string>()
  for (;;) {
    const token = reader.next()
    if (token.is === 'word') {
      values.add(token.text)
      const after = reader.peek()
      if (after.is === ',') continue
      if (after.is === ')') return [...values]
      throw new Error(`found '${after.text}', expected: ',' or ')'`)
    }
    if (token.is !== ',') throw new Error(`found '${token.text}', expected: ',', or identifier`)
    if (values.size === 0) values.add('')
    const after = reader.peek()
    if (after.is === ')') {
      values.add('')
      return [...values]
    }
    if (after.is === ',') values.add('')
  }
}

function readSet(reader: Reader): string[] {
  const open = reader.next()
  if (open.is !== '(') throw new Error(`found '${open.text}' expected: '('`)
  const first = reader.peek()
  if (first.is === ')') {
    reader.next()
    return ['']
  }
  if (first.is !== 'word' && first.is !== ',') {
    throw new Error(`found '${first.text}', expected: ',', ')' or identifier`)
  }
  const values = readList(reader)
  const close = reader.next()
  if (close.is !== ')') throw new Error(`found '${first.text}', expected: ')'`)
  return values
}

function readExact(reader: Reader): string[] {
  const first = reader.peek()
  if (first.is === 'end' || first.is === ',') return ['']
  const token = reader.next()
  if (token.is === 'word') return [token.text]
  throw new Error(`found '${token.text}', expected: identifier`)
}

/** What is wrong with one requirement; `path` is empty or ends in a dot. */
export function checkRequirement(requirement: LabelRequirement, path = ''): FieldError[] {
  const { key, operator, values } = requirement
  const errors: FieldError[] = []
  const keyTexts = qualifiedName(key)
  if (keyTexts.length > 0) errors.push(invalid(`${path}key`, key, keyTexts.join('; ')))
  if ((operator === 'in' || operator === 'notin') && values.length === 0) {
    const text = "for 'in', 'notin' operators, values set can't be empty"
    errors.push(invalid(`${path}values`, values, text))
  }
  if (operator === 'gt' || operator === 'lt') {
    values.forEach((value, index) => {
      if (/^[-+]?\d+$/.test(value)) return
      const text = "for 'Gt', 'Lt' operators, the value must be an integer"
      errors.push(invalid(`${path}values[${index}]`, value, text))
    })
  }
  values.forEach((value, index) => {
    const texts = labelValue(value)
    if (texts.length === 0) return
    errors.push(invalid(`${path}values[${index}][${key}]`, value, texts.join('; ')))
  })
  return errors
}

function readRequirement(reader: Reader): LabelRequirement {
  let negated = false
  let token = reader.next()
  if (token.is === '!') {
    negated = true
    token = reader.next()
  }
  if (token.is !== 'word') throw new Error(`found '${token.text}', expected: identifier`)
  const key = token.text
  const keyTexts = qualifiedName(key)
  if (keyTexts.length > 0) throw new Error(errorText(invalid('<nil>', key, keyTexts.join('; '))))
  const after = reader.peek()
  if (negated || after.is === 'end' || after.is === ',') {
    return checked({ key, operator: negated ? '!' : 'exists', values: [] })
  }
  const sign = reader.nextOperator()
  const operator = operators[sign.is]
  if (operator === undefined) {
    throw new Error(`found '${sign.text}', expected: ${operatorNames}`)
  }
  const values = operator === 'in' || operator === 'notin' ? readSet(reader) : readExact(reader)
  return checked({ key, operator, values: values.sort() })
}

function checked(requirement: LabelRequirement): LabelRequirement {
  const texts = checkRequirement(requirement).map(errorText)
  if (texts.length === 0) return requirement
  throw new Error(texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`)
}

/** Throws an Error whose message is the reference's, without the words about the parameter. */
export function parseLabelSelector(text: string): LabelSelector {
  const reader = new Reader(scan(text))
  const requirements: LabelRequirement[] = []
  for (;;) {
    const token = reader.peek()
    if (token.is === 'end') break
    if (token.is !== 'word' && token.is !== '!') {
      throw new Error(`found '${token.text}', expected: !, identifier, or 'end of string'`)
    }
    try {
      requirements.push(readRequirement(reader))
    } catch (error) {
      throw new Error(`unable to parse requirement: ${(error as Error).message}`)
    }
    const after = reader.next()
    if (after.is === 'end') break
    if (after.is !== ',') {
      throw new Error(`found '${after.text}', expected: ',' or 'end of string'`)
    }
    const following = reader.peek()
    if (following.is !== 'word' && following.is !== '!') {
      throw new Error(`found '${following.text}', expected: identifier after ','`)
    }
  }
  requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return { requirements }
}
