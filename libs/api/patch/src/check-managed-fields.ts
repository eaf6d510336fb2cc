// in: managedFields after admission → out: what is wrong with them. Never: owners.
import type { ManagedFieldsEntry } from '@binnacle/meta'
import { readOwners } from './managers.ts'

/** Undefined when every entry can be read. */
export function checkManagedFields(
  entries: readonly ManagedFieldsEntry[] | undefined,
): string | undefined {
  const owners = readOwners(entries)
  return typeof owners === 'string' ? owners : undefined
}
