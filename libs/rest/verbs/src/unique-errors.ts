// in: what checks found → out: the same without repetitions. Never: another order.
import { errorText, type FieldError } from '@binnacle/meta'

/** Built-in kinds report a cause once, however many of upstream's layers find it. */
export function uniqueErrors(errors: readonly FieldError[]): FieldError[] {
  const seen = new Map(errors.map((error) => [errorText(error), error]))
  return [...seen.values()]
}
