// in: a walk in progress → out: where it stands, what it found, in Go's words. Never: values.
import { goQuote } from '@binnacle/meta'
import { DecodeError } from './decode-error.ts'
import type { FieldPlan } from './type-plan.ts'

const strictErrorsMax = 100

/** Lives for one decoding. */
export class DecodeState {
  /** Fields, list positions and map keys from the root to here. */
  readonly stack: (FieldPlan | number | string)[] = []
  readonly strict: string[] | undefined
  /** Where a decoder of its own was called: what it finds is told from the document's root. */
  readonly outer: DecodeState | undefined
  /** The first mismatch of types: decoding goes on, and an error of a value's own format wins. */
  mismatch: string | undefined

  constructor(strict: string[] | undefined, outer?: DecodeState) {
    this.strict = strict
    this.outer = outer
  }

  unknownField(name: string): void {
    if (this.strict === undefined || this.strict.length >= strictErrorsMax) return
    const error = `unknown field ${goQuote(this.path(name))}`
    if (!this.strict.includes(error)) this.strict.push(error)
  }

  private path(name: string): string {
    let path = ''
    for (const step of this.stack) {
      if (typeof step === 'number') path += `[${step}]`
      else {
        if (path !== '') path += '.'
        path += typeof step === 'string' ? step : step.name
      }
    }
    return path === '' ? name : `${path}.${name}`
  }

  mismatched(value: string, type: string): void {
    this.mismatch ??= this.mismatchText(value, type)
  }

  mismatchText(value: string, type: string): string {
    const { owner, fields } = this.place()
    return fields.length === 0
      ? `json: cannot unmarshal ${value} into Go value of type ${type}`
      : `json: cannot unmarshal ${value} into Go struct field ${owner}.${fields.join('.')} of type ${type}`
  }

  /** The owner is that of the last field which the outermost decoder itself has read. */
  private place(): { readonly owner: string; readonly fields: readonly string[] } {
    const fields: string[] = []
    let owner = ''
    for (const step of this.stack) {
      if (typeof step !== 'object') continue
      if (step.field.embedded) fields.push(step.field.embedded)
      fields.push(step.name)
      owner = step.owner
    }
    if (this.outer === undefined) return { owner, fields }
    const above = this.outer.place()
    return { owner: above.owner || owner, fields: [...above.fields, ...fields] }
  }

  /** An error that a value's own decoder finds ends the walk. */
  fail(message: string): never {
    throw new DecodeError(message)
  }
}
