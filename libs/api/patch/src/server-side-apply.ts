// in: a live object and an applied configuration → out: the merged object and its managedFields, or what refuses
// it. Never: defaults, or a changed input.
import { badRequest, type KubeObject, type ManagedFieldsEntry, unknownError } from '@binnacle/meta'
import { checkShape } from './check-shape.ts'
import { conflictError } from './conflict-error.ts'
import { equalValues } from './equal-values.ts'
import { difference, equalSets, isEmptySet } from './field-set.ts'
import { lastAppliedFields, migratingManager, withLastApplied } from './last-applied.ts'
import { identityOf, type Owner, type Owners, readOwners, writeOwners } from './managers.ts'
import { MergeProblem, mergeObjects } from './merge-objects.ts'
import { ownedFields } from './owned-fields.ts'
import { type Conflict, reconciled, replaced, type Scene, settleOwnership } from './ownership.ts'
import { rememberingElements } from './path-element.ts'
import { pruneFields } from './prune-fields.ts'
import { withoutServerFields } from './server-fields.ts'
import { afterUpdate, sceneOf, type WriteFacts, writerOf } from './track-update.ts'
import { withoutManagedFields } from './without-managed-fields.ts'

export interface Apply extends WriteFacts {
  /** The kind that the request speaks, with its group and version in `apiVersion`. */
  readonly kind: string
  /** The stored object in the version of the request; undefined: apply creates it. */
  readonly live: KubeObject | undefined
  /** The configuration as parsed: not decoded along its type, not defaulted. */
  readonly applied: KubeObject
  readonly force: boolean
}

export interface Applied {
  /**
   * In the version of the request, without managedFields and not yet decoded or defaulted: it may hold nulls and
   * values as the configuration spells them.
   */
  readonly object: KubeObject
  readonly managedFields: ManagedFieldsEntry[] | undefined
  /** False when the configuration changed nothing but perhaps owners. */
  readonly changed: boolean
}

/** Throws ApiError: 409 with all conflicts, 400 for a configuration of something else, 500 for one out of shape. */
export function serverSideApply(apply: Apply): Applied {
  return rememberingElements(() => applied(apply))
}

function applied(apply: Apply): Applied {
  const owners = readOwners(apply.live?.metadata?.managedFields)
  if (typeof owners === 'string') throw unknownError(`failed to decode managed fields: ${owners}`)
  checkKind(apply)
  const live = withoutManagedFields(apply.live ?? ({} as KubeObject))
  const before = owners.size === 0 && apply.live !== undefined ? firstOwners(apply) : owners
  const result = applyOver(live, before, apply)
  const object =
    apply.manager === migratingManager
      ? withLastApplied(result.object, apply.applied)
      : result.object
  return { object, managedFields: writeOwners(result.owners), changed: result.changed }
}

function checkKind({ applied, apiVersion, kind }: Apply): void {
  const named = describeKind(applied)
  if (named !== describeKind({ apiVersion, kind } as KubeObject)) {
    throw badRequest(`invalid object type: ${named}`)
  }
  if (Array.isArray(applied.metadata?.managedFields)) {
    throw badRequest('metadata.managedFields must be nil')
  }
}

/** `apps/v1, Kind=Deployment`; `/v1, Kind=Pod`. */
function describeKind({ apiVersion, kind }: KubeObject): string {
  const parts = textOf(apiVersion).split('/')
  if (parts.length > 2) return '/, Kind='
  const [group, version] = parts.length === 2 ? parts : ['', parts[0]]
  return `${group}/${version}, Kind=${textOf(kind)}`
}

/** All that an object holds when its owners were not tracked until now. */
function firstOwners(apply: Apply): Owners {
  const facts = { ...apply, manager: 'before-first-apply' }
  return afterUpdate(undefined, apply.live as KubeObject, new Map(), facts)
}

interface Outcome {
  readonly object: KubeObject
  readonly owners: Owners
  readonly changed: boolean
}

function applyOver(live: KubeObject, owners: Owners, apply: Apply): Outcome {
  const scene = sceneOf(apply)
  typeCheck(live, apply, scene)
  const known = reconciled(owners, live, scene)
  const first = attempt(live, known, apply, apply.force, scene)
  if (first.conflicts.length === 0) return first
  const left = leftConflicts(first.conflicts, live, apply, scene)
  if (left.length > 0) throw conflictError(left, known)
  return attempt(live, known, apply, true, scene)
}

function typeCheck(live: KubeObject, apply: Apply, scene: Scene): void {
  const problem = checkShape(apply.applied, scene.shape)
  if (problem !== undefined) {
    const named = `(${nameOf(apply.applied)}; ${describeKind(apply.applied)})`
    throw unknownError(`failed to create typed patch object ${named}: ${problem}`)
  }
  // Stored objects of built-in types were decoded along the same type.
  if (apply.type?.kind === 'object' && apply.type.name.startsWith('io.k8s.')) return
  const own = checkShape(live, scene.shape, true)
  if (own !== undefined) {
    const named = `(${nameOf(live)}; ${describeKind(live)})`
    throw unknownError(`failed to create typed live object ${named}: ${own}`)
  }
}

function nameOf({ metadata }: KubeObject): string {
  return `${textOf(metadata?.namespace)}/${textOf(metadata?.name)}`
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function attempt(
  live: KubeObject,
  owners: Owners,
  apply: Apply,
  force: boolean,
  scene: Scene,
): Outcome & { readonly conflicts: readonly Conflict[] } {
  const about = writerOf(apply, 'Apply')
  const identity = identityOf(about)
  const last = owners.get(identity)
  const merged = merge(live, apply.applied, scene)
  const configured = ownedFields(apply.applied, scene.shape)
  const all = scene.filter === undefined ? configured : scene.filter(configured)
  const own = withoutServerFields(all)
  // Often the very same as before, in which case most of what follows is known.
  const set = last !== undefined && equalSets(last.set, own) ? last.set : own
  const owner: Owner = { ...about, set, ...(last?.time ? { time: last.time } : {}) }
  const withOwner = new Map(owners).set(identity, owner)
  // What the server owns counts as configured here, or the name would go with the last label.
  const object = pruneFields(merged, withOwner, last, { ...owner, set: all }, scene)
  const settled = settleOwnership(live, object, withOwner, identity, force, scene)
  const changed = !equalValues(live, object)
  const timed = changed ? { ...owner, time: apply.time } : owner
  const after = replaced(settled.owners, identity, timed)
  return { object: changed ? object : live, owners: after, changed, conflicts: settled.conflicts }
}

function merge(live: KubeObject, applied: KubeObject, scene: Scene): KubeObject {
  try {
    return (mergeObjects(live, applied, scene.shape) ?? {}) as KubeObject
  } catch (error) {
    if (!(error instanceof MergeProblem)) throw error
    throw unknownError(`failed to merge config: ${error.message}`)
  }
}

/** kubectl takes over without conflict what it applied client-side before. */
function leftConflicts(
  conflicts: readonly Conflict[],
  live: KubeObject,
  apply: Apply,
  scene: Scene,
): readonly Conflict[] {
  if (apply.manager !== migratingManager) return conflicts
  const allowed = lastAppliedFields(live, apply.apiVersion, apply.kind, scene.shape)
  if (allowed === undefined) return conflicts
  return conflicts
    .map(({ identity, set }) => ({ identity, set: difference(set, allowed) }))
    .filter(({ set }) => !isEmptySet(set))
}
