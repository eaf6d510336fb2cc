// in: managedFields of an object or of its scale → out: those of the other. Never: replicas themselves.
import type { ManagedFieldsEntry } from '@binnacle/meta'
import { difference, hasPath, isEmptySet, setOfPaths } from './field-set.ts'
import { type Owner, type Owners, readOwners, withSet, writeOwners } from './managers.ts'

const scaleVersion = 'autoscaling/v1'
const replicasOfScale = ['f:spec', 'f:replicas']

/** Where replicas are, by apiVersion: `{ 'apps/v1': ['spec', 'replicas'] }`; null in versions without a scale. */
export type ReplicasPaths = Readonly<Record<string, readonly string[] | null>>

function elements(path: readonly string[]): string[] {
  return path.map((name) => `f:${name}`)
}

function ownersIn(entries: readonly ManagedFieldsEntry[] | undefined): Owners {
  const owners = readOwners(entries)
  return typeof owners === 'string' ? new Map() : owners
}

/** What a Scale shows: those who own replicas, as if they had written the Scale. */
export function scaleEntries(
  entries: readonly ManagedFieldsEntry[] | undefined,
  paths: ReplicasPaths,
): ManagedFieldsEntry[] | undefined {
  const owners: Owners = new Map()
  for (const [identity, owner] of ownersIn(entries)) {
    const path = paths[owner.apiVersion]
    if (!path || !hasPath(owner.set, elements(path))) continue
    const set = setOfPaths([replicasOfScale])
    owners.set(identity, { ...owner, apiVersion: scaleVersion, set })
  }
  return writeOwners(owners)
}

/** The object's managedFields after its Scale was written: whoever lost replicas there loses them here. */
export function withScaleEntries(
  entries: readonly ManagedFieldsEntry[] | undefined,
  scale: readonly ManagedFieldsEntry[] | undefined,
  apiVersion: string,
  paths: ReplicasPaths,
): ManagedFieldsEntry[] | undefined {
  const parents = ownersIn(entries)
  const scales = new Map(ownersIn(scale))
  const owners: Owners = new Map()
  for (const [identity, owner] of parents) {
    const path = paths[owner.apiVersion]
    if (path === undefined) continue
    if (path === null || !hasPath(owner.set, elements(path)) || scales.delete(identity)) {
      owners.set(identity, owner)
      continue
    }
    const left = difference(owner.set, setOfPaths([elements(path)]))
    if (!isEmptySet(left)) owners.set(identity, withSet(owner, left))
  }
  const own = paths[apiVersion]
  for (const [identity, owner] of scales) {
    if (!own || !hasPath(owner.set, replicasOfScale)) continue
    owners.set(identity, fromScale(owner, parents.get(identity), apiVersion, elements(own)))
  }
  return writeOwners(owners)
}

/** Only who was known before has a time, as on the reference. */
function fromScale(
  owner: Owner,
  before: Owner | undefined,
  apiVersion: string,
  path: string[],
): Owner {
  const { time: _, ...rest } = owner
  const set = setOfPaths([path])
  return { ...rest, apiVersion, set, ...(before?.time ? { time: before.time } : {}) }
}
