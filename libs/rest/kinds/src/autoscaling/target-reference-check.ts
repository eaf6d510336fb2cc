// in: a reference to an object in any version of its group → out: what is wrong with it.
import { type Dict, type FieldError, invalid, pathSegmentName } from '@binnacle/meta'
import { requireText, textErrors } from '../parts/field-checks.ts'

export interface ReferenceRule {
  /** Objects of the core group have none. */
  readonly groupless: boolean
  /** What was wrong before may stay. */
  readonly anyVersion: boolean
}

export function apiVersionFault(apiVersion: string, rule: ReferenceRule): string | undefined {
  if (rule.anyVersion) return undefined
  const parts = apiVersion === '/' ? [''] : apiVersion.split('/')
  if (parts.length > 2) return `unexpected GroupVersion string: ${apiVersion}`
  const group = parts.length === 2 ? parts[0] : ''
  return group === '' && !rule.groupless ? 'apiVersion must specify API group' : undefined
}

export function checkTargetReference(
  errors: FieldError[],
  path: string,
  reference: Dict,
  rule: ReferenceRule,
): void {
  for (const name of ['kind', 'name']) {
    const value = reference[name] ?? ''
    if (!requireText(errors, `${path}.${name}`, value)) continue
    textErrors(errors, `${path}.${name}`, value, pathSegmentName(value))
  }
  const apiVersion = reference.apiVersion ?? ''
  const fault = apiVersionFault(apiVersion, rule)
  if (fault !== undefined) errors.push(invalid(`${path}.apiVersion`, apiVersion, fault))
}
