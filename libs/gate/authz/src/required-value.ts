// in: a field selector as sent and a field → out: the value that it asks for. Never: a refusal.
import { parseFieldSelector } from '@binnacle/meta'

/** undefined where the field is not asked for by equality, or the selector cannot be read. */
export function requiredValue(selector: string | undefined, field: string): string | undefined {
  if (selector === undefined || !selector.includes(field)) return undefined
  try {
    const { requirements } = parseFieldSelector(selector)
    return requirements.find((term) => term.field === field && term.operator === '=')?.value
  } catch {
    return undefined
  }
}
