// in: causes of a check → out: them gathered as the reference gathers, each text once. Never: a check.
import type { FieldError } from '@binnacle/meta'

export interface Found {
  /** Tells causes apart: the same text is kept once. */
  readonly text: string
  readonly error: FieldError
}

const manyFrom = 16

export class CheckResult {
  readonly found: Found[] = []
  /** How much of a schema was matched; the best of several alternatives is the one reported. */
  matches = 0
  /** Of the causes, once they are too many to look through. */
  #texts: Set<string> | undefined

  get valid(): boolean {
    return this.found.length === 0
  }

  add(text: string, error: FieldError): void {
    if (this.#has(text)) return
    this.found.push({ text, error })
    this.#texts?.add(text)
  }

  #has(text: string): boolean {
    if (this.found.length < manyFrom) return this.found.some((each) => each.text === text)
    this.#texts ??= new Set(this.found.map((each) => each.text))
    return this.#texts.has(text)
  }

  merge(other: CheckResult): void {
    for (const { text, error } of other.found) this.add(text, error)
    this.matches += other.matches
  }

  /** Counted as matched, its causes forgotten. */
  forgive(): CheckResult {
    const result = new CheckResult()
    result.matches = this.matches
    return result
  }
}
