// in: the name of a pod → out: its place in the store, and a change of it written there. Never: admission.
import { conflict, type Dict, type KubeObject, notFoundError, serverTimeout } from '@binnacle/meta'
import type { ObjectStore, Place } from '@binnacle/objects'
import type { Surroundings } from '../surroundings.ts'
import { corePlace } from './core-place.ts'

export type PodPlace = Place

const pods = { group: '', resource: 'pods' }

export function podPlace(surroundings: Surroundings, namespace: string, name: string): PodPlace {
  return corePlace(surroundings, 'pods', namespace, name)
}

/** Why this is not the pod that is meant. */
function otherPod({ metadata }: KubeObject, preconditions: Dict): string | undefined {
  const { uid, resourceVersion } = preconditions
  if (uid && uid !== metadata.uid) {
    return `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`
  }
  if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
    return `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`
  }
  return undefined
}

/** Changes the pod in place under the preconditions of the options; its new version. */
export async function evictionPod(
  store: ObjectStore,
  place: PodPlace,
  options: KubeObject,
  change: (pod: KubeObject) => void,
): Promise<string | undefined> {
  for await (const attempt of store.attempts(place)) {
    const pod = attempt.current?.parse()
    const fault = pod && otherPod(pod, options.preconditions ?? {})
    if (!attempt.fresh && (pod === undefined || fault !== undefined)) {
      attempt.retry()
      continue
    }
    if (pod === undefined) throw notFoundError(pods, place.name)
    if (fault !== undefined) throw conflict({ group: '', resource: 'Pod' }, place.name, fault)
    change(pod)
    const stored = await attempt.swap(pod)
    if (stored !== undefined) return stored.view().metadata.resourceVersion
  }
  throw serverTimeout(pods, 'update')
}
