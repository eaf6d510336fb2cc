// in: an object before and after a create, update or patch → out: its managedFields. Never: a refusal.
import type { TypeDef } from '@binnacle/catalogue'
import type { KubeObject, ManagedFieldsEntry } from '@binnacle/meta'
import { capManagers } from './cap-managers.ts'
import { emptyObject } from './empty-object.ts'
import type { FieldFilter } from './field-filter.ts'
import { emptySet, isEmptySet, union } from './field-set.ts'
import {
  identityOf,
  isReset,
  type Owner,
  type Owners,
  readOwners,
  writeOwners,
} from './managers.ts'
import { ownedAfter, reconciled, type Scene, settleOwnership } from './ownership.ts'
import { withoutServerFields } from './server-fields.ts'
import { shapeOf } from './shape.ts'
import { withoutManagedFields } from './without-managed-fields.ts'

/** An object in another version together with that version's type; undefined when it is not served. */
export type Convert = (
  object: KubeObject,
  apiVersion: string,
) => { readonly object: KubeObject; readonly type: TypeDef | undefined } | undefined

export interface WriteFacts {
  /** The version that the request speaks; both objects are in it. */
  readonly apiVersion: string
  /** The type in that version; undefined for a custom resource without a schema. */
  readonly type: TypeDef | undefined
  /** '' for the resource itself. */
  readonly subresource: string
  readonly manager: string
  /** The moment of the write: RFC 3339, whole seconds. */
  readonly time: string
  /** Asked only for owners that wrote in another version. */
  readonly convert?: Convert
  /** What this resource or subresource does not own; see fieldFilter. */
  readonly filter?: FieldFilter
}

export interface Update extends WriteFacts {
  /** The stored object; undefined for a create. */
  readonly was: KubeObject | undefined
  readonly now: KubeObject
  /** managedFields as the client sent them, where decoding loses the empty list; default: those of `now`. */
  readonly sent?: readonly ManagedFieldsEntry[]
}

/** managedFields of the object to be stored; undefined: none. */
export function trackUpdate(update: Update): ManagedFieldsEntry[] | undefined {
  const { was, now, subresource } = update
  const sent = update.sent ?? now.metadata?.managedFields
  const owners = startingOwners(was?.metadata?.managedFields, sent, subresource !== '')
  // Whose owners were wiped is tracked again from the first apply on.
  if (owners.size === 0 && was?.metadata?.uid) return undefined
  return writeOwners(afterUpdate(was, now, owners, update))
}

/** A client may send its own list, but one that it cannot read or leaves out does not wipe the stored one. */
function startingOwners(
  live: readonly ManagedFieldsEntry[] | undefined,
  sent: readonly ManagedFieldsEntry[] | undefined,
  ignoreSent: boolean,
): Owners {
  if (!ignoreSent) {
    if (isReset(sent)) return new Map()
    const own = readOwners(sent)
    if (typeof own !== 'string' && own.size > 0) return own
  }
  const stored = readOwners(live)
  return typeof stored === 'string' ? new Map() : stored
}

/** The owners once `now` has replaced `was`. */
export function afterUpdate(
  was: KubeObject | undefined,
  now: KubeObject,
  owners: Owners,
  facts: WriteFacts,
): Owners {
  const scene = sceneOf(facts)
  const before = withoutManagedFields(was ?? (emptyObject(facts.type) as KubeObject))
  const after = withoutManagedFields(now)
  const known = reconciled(owners, before, scene)
  const settled = settleOwnership(before, after, known, '', true, scene)
  const set = withoutServerFields(ownedAfter(emptySet, settled.comparison, scene))
  if (isEmptySet(set)) return capManagers(settled.owners)
  const identity = identityOf(writerOf(facts, 'Update'))
  const previous = settled.owners.get(identity)
  const owner: Owner = {
    ...writerOf(facts, 'Update'),
    time: facts.time,
    set: previous === undefined ? set : union(set, previous.set),
  }
  return capManagers(new Map(settled.owners).set(identity, owner))
}

export function sceneOf(facts: WriteFacts): Scene {
  const { apiVersion, type, convert, filter } = facts
  const shape = shapeOf(type)
  return {
    apiVersion,
    shape,
    filter,
    inVersion: (object, wanted) => {
      if (object.apiVersion === wanted) {
        if (wanted === apiVersion) return { object, shape }
      }
      const view = convert?.(object, wanted)
      return view && { object: view.object, shape: shapeOf(view.type) }
    },
  }
}

/** Who writes, as managedFields names it. */
export function writerOf(
  { manager, apiVersion, subresource }: WriteFacts,
  operation: Owner['operation'],
): Omit<Owner, 'set' | 'time'> {
  return { manager: manager === '' ? 'unknown' : manager, operation, apiVersion, subresource }
}
