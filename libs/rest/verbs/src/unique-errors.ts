// in: what checks found → out: the same without repetitions. Never: another order.
import type { ResourceDef } from '@binnacle/catalogue'
import { errorText, type FieldError } from '@binnacle/meta'

/** Registrations of further APIs are checked by other layers of upstream, which repeat. */
const repeating = new Set(['apiregistration.k8s.io', 'apiextensions.k8s.io'])

/** Built-in kinds report a cause once, however many of upstream's layers find it. */
export function uniqueErrors(def: ResourceDef, errors: readonly FieldError[]): FieldError[] {
  if (def.custom || repeating.has(def.group)) return [...errors]
  const seen = new Map(errors.map((error) => [errorText(error), error]))
  return [...seen.values()]
}
