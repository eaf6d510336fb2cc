// in: a compiled expression of a policy or webhook → out: the field error that it means, if any. Never: compiling.
import { AdmissionCompiler, type AdmissionExpression, admissionResults } from '@binnacle/cel'
import { type FieldError, internalFieldError, invalid } from '@binnacle/meta'

/** `shown`: what the error shows in place of the expression itself. */
export function expressionFaults(
  path: string,
  { source, error, internal }: AdmissionExpression,
  shown: string = source,
): FieldError[] {
  if (error === undefined) return []
  return [internal ? internalFieldError(path, error) : invalid(path, shown, error)]
}

const alone = new AdmissionCompiler(false)

/** Conditions see no variables of the policy. */
export function conditionFaults(params: boolean) {
  return (errors: FieldError[], path: string, source: string): void => {
    const compiled = alone.compile(source, { params, authorizer: true }, admissionResults.condition)
    errors.push(...expressionFaults(path, compiled))
  }
}
