// in: an object before and after, and its owners → out: the owners afterwards. Never: the objects themselves.
import type { KubeObject } from '@binnacle/meta'
import { type Comparison, compareObjects } from './compare-objects.ts'
import { type FieldFilter, filtered } from './field-filter.ts'
import { difference, type FieldSet, intersection, isEmptySet, union } from './field-set.ts'
import { type Owner, type Owners, withSet } from './managers.ts'
import { reconcileFields } from './reconcile-fields.ts'
import type { Shape } from './shape.ts'

/** The object in another version, with the shape of that version; undefined where that version is unknown. */
export type InVersion = (
  object: KubeObject,
  apiVersion: string,
) => { readonly object: KubeObject; readonly shape: Shape } | undefined

/** What the steps of one write share. */
export interface Scene {
  readonly apiVersion: string
  readonly shape: Shape
  readonly inVersion: InVersion
  readonly filter: FieldFilter | undefined
}

/** Owners whose version is known, their sets as today's schema has them. */
export function reconciled(owners: Owners, live: KubeObject, scene: Scene): Owners {
  const result: Owners = new Map()
  for (const [identity, owner] of owners) {
    const shape = shapeAt(owner.apiVersion, live, scene)
    if (shape === undefined) continue
    result.set(identity, withSet(owner, reconcileFields(owner.set, shape)))
  }
  return result
}

function shapeAt(apiVersion: string, live: KubeObject, scene: Scene): Shape | undefined {
  if (apiVersion === scene.apiVersion) return scene.shape
  return scene.inVersion(live, apiVersion)?.shape
}

export interface Conflict {
  readonly identity: string
  readonly set: FieldSet
}

export interface Settled {
  readonly owners: Owners
  readonly comparison: Comparison
  /** By identity; not empty only where nothing was forced, and then `owners` means nothing. */
  readonly conflicts: readonly Conflict[]
}

/**
 * Everyone but the writer loses what changed and what went away. Without `force` what changed is a conflict with
 * those who own it.
 */
export function settleOwnership(
  was: KubeObject,
  now: KubeObject,
  owners: Owners,
  writer: string,
  force: boolean,
  scene: Scene,
): Settled {
  const own = filtered(compareObjects(was, now, scene.shape), scene.filter)
  const views = new Map<string, View | undefined>([[scene.apiVersion, viewOf(own)]])
  const result: Owners = new Map()
  const conflicts: Conflict[] = []
  for (const [identity, owner] of owners) {
    if (identity === writer) {
      if (!isEmptySet(owner.set)) result.set(identity, owner)
      continue
    }
    const view = viewAt(owner.apiVersion, was, now, scene, views)
    if (view === undefined) continue
    const lost = intersection(owner.set, view.changed)
    if (!isEmptySet(lost)) conflicts.push({ identity, set: lost })
    const left = difference(difference(owner.set, lost), view.removed)
    if (!isEmptySet(left)) result.set(identity, withSet(owner, left))
  }
  const stopped = !force && conflicts.length > 0
  return { owners: result, comparison: own, conflicts: stopped ? conflicts : [] }
}

interface View {
  readonly changed: FieldSet
  readonly removed: FieldSet
}

function viewOf({ added, modified, removed }: Comparison): View {
  return { changed: union(modified, added), removed }
}

function viewAt(
  apiVersion: string,
  was: KubeObject,
  now: KubeObject,
  scene: Scene,
  views: Map<string, View | undefined>,
): View | undefined {
  if (views.has(apiVersion)) return views.get(apiVersion)
  const before = scene.inVersion(was, apiVersion)
  const after = before && scene.inVersion(now, apiVersion)
  const view =
    before && after
      ? viewOf(filtered(compareObjects(before.object, after.object, after.shape), scene.filter))
      : undefined
  views.set(apiVersion, view)
  return view
}

/** What the writer of an update owns afterwards: what it owned, less what went away, and all that changed. */
export function ownedAfter(before: FieldSet, comparison: Comparison, scene: Scene): FieldSet {
  const { added, modified, removed } = comparison
  const set = union(union(difference(before, removed), modified), added)
  return scene.filter === undefined ? set : scene.filter(set)
}

export function replaced(owners: Owners, identity: string, owner: Owner): Owners {
  const result = new Map(owners)
  if (isEmptySet(owner.set)) result.delete(identity)
  else result.set(identity, owner)
  return result
}
