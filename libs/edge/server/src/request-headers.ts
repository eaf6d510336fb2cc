// in: the raw header list of a request → out: RequestHeaders. Never: joined or dropped lines.
import type { RequestHeaders } from '@binnacle/exchange'

/**
 * `list` is flat: name, value, name, value. Lines are kept apart because joining them changes who a
 * caller is (Impersonate-Group holds commas).
 */
export function headersFromList(list: readonly string[]): RequestHeaders {
  const names: string[] = []
  const values: string[] = []
  for (let i = 0; i + 1 < list.length; i += 2) {
    names.push((list[i] as string).toLowerCase())
    values.push(list[i + 1] as string)
  }
  return new HeaderLines(names, values)
}

export class HeaderLines implements RequestHeaders {
  readonly #names: readonly string[]
  readonly #values: readonly string[]

  constructor(names: readonly string[], values: readonly string[]) {
    this.#names = names
    this.#values = values
  }

  get(name: string): string | undefined {
    const at = this.#names.indexOf(name)
    return at === -1 ? undefined : this.#values[at]
  }

  all(name: string): string[] {
    return this.#values.filter((_, i) => this.#names[i] === name)
  }

  names(): Iterable<string> {
    return new Set(this.#names)
  }
}
