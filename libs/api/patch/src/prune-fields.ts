// in: a merged object and what its writer applied before → out: the object without what the writer gave up.
// Never: what somebody else owns.
import type { KubeObject } from '@binnacle/meta'
import {
  difference,
  emptySet,
  type FieldSet,
  intersection,
  isEmptySet,
  union,
} from './field-set.ts'
import type { Owner, Owners } from './managers.ts'
import { withNamedMembers } from './named-members.ts'
import { ownedFields } from './owned-fields.ts'
import type { Scene } from './ownership.ts'
import { removeItems } from './remove-items.ts'
import type { Shape } from './shape.ts'

interface Typed {
  readonly object: KubeObject
  readonly shape: Shape
}

/** `now` is what the writer applies this time; what applies all that it did before gives nothing up. */
export function pruneFields(
  merged: KubeObject,
  owners: Owners,
  last: Owner | undefined,
  now: Owner,
  scene: Scene,
): KubeObject {
  if (last === undefined || isEmptySet(last.set)) return merged
  const view = scene.inVersion(merged, last.apiVersion)
  if (view === undefined) return merged
  if (last.apiVersion === now.apiVersion && isEmptySet(difference(last.set, now.set))) return merged
  const gone = withNamedMembers(last.set, view.shape)
  const bare = { object: without(view.object, gone, view.shape), shape: view.shape }
  const owned = addBackOwned(view, bare, last.apiVersion, [...owners.values(), now], scene)
  const pruned = addBackDangling(view, owned, last, scene)
  return scene.inVersion(pruned.object, scene.apiVersion)?.object ?? pruned.object
}

function without(object: KubeObject, gone: FieldSet, shape: Shape): KubeObject {
  return (removeItems(object, gone, shape) ?? {}) as KubeObject
}

/** What others own comes back, and what the new configuration holds. */
function addBackOwned(
  merged: Typed,
  pruned: Typed,
  prunedVersion: string,
  owners: readonly Owner[],
  scene: Scene,
): Typed {
  const byVersion = new Map<string, FieldSet>([[prunedVersion, emptySet]])
  for (const { apiVersion, set } of owners) {
    byVersion.set(apiVersion, union(byVersion.get(apiVersion) ?? emptySet, set))
  }
  let whole = merged
  let left = pruned
  for (const [version, owned] of byVersion) {
    if (version === prunedVersion && isEmptySet(owned)) continue
    const wholeView = scene.inVersion(whole.object, version)
    if (wholeView === undefined) continue
    whole = wholeView
    const leftView = scene.inVersion(left.object, version)
    if (leftView === undefined) continue
    const { object, shape } = wholeView
    const all = withNamedMembers(ownedFields(object, shape), shape)
    const kept = withNamedMembers(ownedFields(leftView.object, leftView.shape), shape)
    const stays = union(kept, withNamedMembers(owned, shape))
    left = { object: without(object, difference(all, stays), shape), shape }
  }
  return left
}

/** Only what the writer owned goes: the rest comes back, whether or not somebody owns it. */
function addBackDangling(merged: Typed, pruned: Typed, last: Owner, scene: Scene): Typed {
  const view = scene.inVersion(pruned.object, last.apiVersion)
  if (view === undefined) return merged
  const { object, shape } = merged
  const left = withNamedMembers(ownedFields(view.object, view.shape), shape)
  const all = withNamedMembers(ownedFields(object, shape), shape)
  const gone = intersection(difference(all, left), withNamedMembers(last.set, shape))
  return { object: without(object, gone, shape), shape }
}
