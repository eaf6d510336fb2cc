// in: an object, its view in another kind and a write through the view → out: who owns what in both.
// Never: values.
import {
  formatApiVersion,
  formatTime,
  type KubeObject,
  type ManagedFieldsEntry,
} from '@binnacle/meta'
import { scaleEntries, trackUpdate, withScaleEntries, type WriteFacts } from '@binnacle/patch'
import type { DecodeTarget } from './body.ts'
import { setManagedFields } from './set-managed-fields.ts'
import type { Write } from './write.ts'

const replicas = ['spec', 'replicas']
/** Versions of old, whose owners may still be named. */
const workloadVersions = ['apps/v1beta1', 'apps/v1beta2']

/** Where each version of the resource has its replicas. */
function replicasPaths({ def, tools }: Write): Record<string, readonly string[] | null> {
  const paths: Record<string, readonly string[] | null> = {}
  if (def.custom === undefined) {
    for (const version of [...workloadVersions, formatApiVersion(def)]) paths[version] = replicas
    return paths
  }
  const catalogue = tools.surroundings.catalogue.current()
  for (const { group, versions } of catalogue.groups) {
    if (group !== def.group) continue
    for (const version of versions) {
      const other = catalogue.byKind({ group, version }, def.kind)
      const path = other?.custom?.scale?.specReplicasPath
      if (other) paths[formatApiVersion(other)] = path?.split('.').filter(Boolean) ?? null
    }
  }
  return paths
}

/** The view with the owners of what it shows. */
export function withViewOwners(write: Write, object: KubeObject, view: KubeObject): KubeObject {
  setManagedFields(view, scaleEntries(object.metadata.managedFields, replicasPaths(write)))
  return view
}

export function viewFacts(write: Write, target: DecodeTarget, manager: string): WriteFacts {
  return {
    apiVersion: formatApiVersion(target),
    type: target.type,
    subresource: write.subresource,
    manager,
    time: formatTime(write.context.now),
  }
}

export function trackView(
  write: Write,
  target: DecodeTarget,
  manager: string,
  was: KubeObject,
  now: KubeObject,
): ManagedFieldsEntry[] {
  return trackUpdate({ ...viewFacts(write, target, manager), was, now }) ?? []
}

/** Who has lost or won what the view shows, in the object. */
export function setViewOwners(
  write: Write,
  object: KubeObject,
  entries: readonly ManagedFieldsEntry[],
): void {
  const { managedFields } = object.metadata
  const apiVersion = formatApiVersion(write.def)
  setManagedFields(
    object,
    withScaleEntries(managedFields, entries, apiVersion, replicasPaths(write)),
  )
}
