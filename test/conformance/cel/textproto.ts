// in: the text format of protobuf → out: its fields, by name. Never: a schema.

export type Scalar = string | Buffer
/** A field may be said several times; names in brackets keep them. */
export type Message = Map<string, (Scalar | Message)[]>

const token =
  /\s+|#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\[[^\]"'{}]*\]|[A-Za-z_][\w.]*|-?\d[\w.+-]*|[{}<>:;,[\]-]/gy

function* tokens(text: string): Generator<string> {
  token.lastIndex = 0
  while (token.lastIndex < text.length) {
    const at = token.lastIndex
    const found = token.exec(text)
    if (found === null) throw new Error(`cannot read at ${at}: ${text.slice(at, at + 40)}`)
    if (!/^\s|^#/.test(found[0])) yield found[0]
  }
}

const escapes: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  r: 13,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
}

function unquoted(quoted: string): Buffer {
  const pieces: Buffer[] = []
  const inner = quoted.slice(1, -1)
  const piece = /\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|[^\\]+/gsu
  for (const [all, escape] of inner.matchAll(piece)) {
    if (escape === undefined) pieces.push(Buffer.from(all))
    else if (/^[0-7]/.test(escape)) pieces.push(Buffer.of(Number.parseInt(escape, 8)))
    else if (/^x./.test(escape)) pieces.push(Buffer.of(Number.parseInt(escape.slice(1), 16)))
    else if (/^u./i.test(escape) && escape.length > 1) {
      pieces.push(Buffer.from(String.fromCodePoint(Number.parseInt(escape.slice(1), 16))))
    } else
      pieces.push(escape in escapes ? Buffer.of(escapes[escape] as number) : Buffer.from(escape))
  }
  return Buffer.concat(pieces)
}

class Reader {
  readonly #tokens: string[]
  #at = 0

  constructor(text: string) {
    this.#tokens = [...tokens(text)]
  }

  message(end: string | undefined): Message {
    const fields: Message = new Map()
    for (;;) {
      const name = this.#tokens[this.#at++]
      if (name === end || name === undefined) return fields
      if (name === ';' || name === ',') continue
      if (this.#tokens[this.#at] === ':') this.#at++
      const values = fields.get(name) ?? []
      values.push(...this.#values())
      fields.set(name, values)
    }
  }

  #values(): (Scalar | Message)[] {
    if (this.#tokens[this.#at] !== '[') return [this.#value()]
    this.#at++
    const values: (Scalar | Message)[] = []
    while (this.#tokens[this.#at] !== ']') {
      values.push(this.#value())
      if (this.#tokens[this.#at] === ',') this.#at++
    }
    this.#at++
    return values
  }

  #value(): Scalar | Message {
    const next = this.#tokens[this.#at++] ?? ''
    if (next === '{') return this.message('}')
    if (next === '<') return this.message('>')
    if (/^["']/.test(next)) {
      const pieces = [unquoted(next)]
      while (/^["']/.test(this.#tokens[this.#at] ?? '')) {
        pieces.push(unquoted(this.#tokens[this.#at++] as string))
      }
      return Buffer.concat(pieces)
    }
    if (next === '-') return `-${this.#tokens[this.#at++]}`
    return next
  }
}

/** Numbers and names stay as they are spelt; what was in quotes is bytes. */
export function parseTextproto(text: string): Message {
  return new Reader(text).message(undefined)
}
