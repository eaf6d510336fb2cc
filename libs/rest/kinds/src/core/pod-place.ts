// in: the name of a pod → out: its place in the store, and a change of it written there. Never: admission.
import { conflict, type Dict, type KubeObject, notFoundError, serverTimeout } from '@binnacle/meta'
import type { ObjectStore, Place } from '@binnacle/objects'
import type { Surroundings } from '../surroundings.ts'

export type PodPlace = Place

const pods = { group: '', resource: 'pods' }

export function podPlace(surroundings: Surroundings, namespace: string, name: string): PodPlace {
  const { catalogue, shapeOf } = surroundings
  const def = catalogue.current().resource({ group: '', version: 'v1' }, 'pods')
  if (def === undefined) throw new Error('pods are not in the catalogue')
  return { shape: shapeOf(def), namespace, name }
}

function refusePreconditions(pod: KubeObject, preconditions: Dict): void {
  const resource = { group: '', resource: 'Pod' }
  const { uid, resourceVersion } = preconditions
  const { metadata } = pod
  if (uid && uid !== metadata.uid) {
    const text = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`
    throw conflict(resource, metadata.name ?? '', text)
  }
  if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
    const text = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`
    throw conflict(resource, metadata.name ?? '', text)
  }
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
    if (!attempt.fresh && pod === undefined) {
      attempt.retry()
      continue
    }
    if (pod === undefined) throw notFoundError(pods, place.name)
    refusePreconditions(pod, options.preconditions ?? {})
    change(pod)
    const stored = await attempt.swap(pod)
    if (stored !== undefined) return stored.view().metadata.resourceVersion
  }
  throw serverTimeout(pods, 'update')
}
