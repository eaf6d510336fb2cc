// in: metadata.managedFields → out: who owns what, by identity; and back. Never: a decision who may own.
import { goQuote, type ManagedFieldsEntry } from '@binnacle/meta'
import { type FieldSet, inOrder, readFieldSet } from './field-set.ts'
import { compareText } from './path-element.ts'

/** What one manager owns, under one identity. */
export interface Owner {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly subresource: string
  /** RFC 3339; absent for an apply that changed nothing but ownership. */
  readonly time?: string
  readonly set: FieldSet
}

/** By identity: manager, operation and subresource, for updates the version too. Values are replaced, not changed. */
export type Owners = Map<string, Owner>

/** The identity in the reference's spelling, by which managers are sorted. */
export function identityOf(owner: Omit<Owner, 'set' | 'time'>): string {
  return JSON.stringify({
    manager: owner.manager || undefined,
    operation: owner.operation,
    apiVersion: (owner.operation === 'Update' && owner.apiVersion) || undefined,
    subresource: owner.subresource || undefined,
  })
}

/** A text where the entries cannot be read. */
export function readOwners(entries: readonly ManagedFieldsEntry[] | undefined): Owners | string {
  const owners: Owners = new Map()
  for (const [index, entry] of (entries ?? []).entries()) {
    const owner = readOwner(entry, index)
    if (typeof owner === 'string') return owner
    owners.set(identityOf(owner), owner)
  }
  return owners
}

function readOwner(entry: ManagedFieldsEntry, index: number): Owner | string {
  const { operation, apiVersion, fieldsType } = entry
  if (operation !== 'Apply' && operation !== 'Update')
    return 'operation must be `Apply` or `Update`'
  if (!apiVersion) return 'apiVersion must not be empty'
  if (!fieldsType) return `missing fieldsType in managed fields entry ${index}`
  if (fieldsType !== 'FieldsV1') {
    return `invalid fieldsType ${goQuote(fieldsType)} in managed fields entry ${index}`
  }
  const set = readFieldSet(entry.fieldsV1)
  if (set === undefined) return `error decoding set: fieldsV1 of managed fields entry ${index}`
  const { manager = '', subresource = '', time } = entry
  return { manager, operation, apiVersion, subresource, set, ...(time ? { time } : {}) }
}

/** Sorted as the reference writes them; undefined when nobody owns anything. */
export function writeOwners(owners: Owners): ManagedFieldsEntry[] | undefined {
  if (owners.size === 0) return undefined
  return [...owners.values()].sort(compareOwners).map(entryOf)
}

function entryOf(owner: Owner): ManagedFieldsEntry {
  const entry: ManagedFieldsEntry = {}
  if (owner.manager !== '') entry.manager = owner.manager
  entry.operation = owner.operation
  entry.apiVersion = owner.apiVersion
  if (owner.time !== undefined) entry.time = owner.time
  entry.fieldsType = 'FieldsV1'
  entry.fieldsV1 = inOrder(owner.set)
  if (owner.subresource !== '') entry.subresource = owner.subresource
  return entry
}

function compareOwners(a: Owner, b: Owner): number {
  return (
    compareText(a.operation, b.operation) ||
    secondsOf(a) - secondsOf(b) ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource, b.subresource)
  )
}

/** Owners without a time come first. */
export function secondsOf(owner: Owner): number {
  return owner.time === undefined ? 0 : Math.floor(Date.parse(owner.time) / 1000)
}

/** True where the sender asks to forget all owners: an empty list, or one empty entry. */
export function isReset(entries: readonly ManagedFieldsEntry[] | undefined): boolean {
  if (!Array.isArray(entries)) return false
  return entries.length === 0 || (entries.length === 1 && Object.keys(entries[0]).length === 0)
}

export function withSet(owner: Owner, set: FieldSet): Owner {
  return set === owner.set ? owner : { ...owner, set }
}
