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
  /** The first mismatch of types: decoding goes on, and an error of a value's own format wins. */
  mismatch: string | undefined

  constructor(strict: string[] | undefined) {
    this.strict = strict
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
    const fields: string[] = []
    let owner = ''
    for (const step of this.stack) {
      if (typeof step !== 'object') continue
      if (step.field.embedded) fields.push(step.field.embedded)
      fields.push(step.name)
      owner = step.owner
    }
    return fields.length === 0
      ? `json: cannot unmarshal ${value} into Go value of type ${type}`
      : `json: cannot unmarshal ${value} into Go struct field ${owner}.${fields.join('.')} of type ${type}`
  }

  /** An error that a value's own decoder finds ends the walk. */
  fail(message: string): never {
    throw new DecodeError(message)
  }
}
