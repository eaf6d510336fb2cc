// in: a create in a namespace that is not there → out: the namespace, made. Never: for a dry run.
import { randomUUID } from 'node:crypto'
import { ApiError, formatTime, type KubeObject } from '@binnacle/meta'
import { isNamespace, namespaceOf } from '../matching/selectors-match.ts'
import type { AdmissionStep, Admitted } from '../step.ts'

async function make({ surroundings, namespace }: Admitted): Promise<void> {
  const def = surroundings.catalogue.current().resource({ group: '', version: 'v1' }, 'namespaces')
  if (def === undefined) return
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: namespace,
      uid: randomUUID(),
      creationTimestamp: formatTime(new Date()),
      labels: { 'kubernetes.io/metadata.name': namespace },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }
  try {
    const place = { shape: surroundings.shapeOf(def), namespace: '', name: namespace }
    await surroundings.store.create(place, object, {})
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error
  }
}

export const namespaceAutoProvision: AdmissionStep = {
  name: 'NamespaceAutoProvision',
  handles: ['CREATE'],
  async mutate(write) {
    if (write.dryRun || write.namespace === '' || isNamespace(write)) return
    if ((await namespaceOf(write, write.namespace)) === undefined) await make(write)
  },
}
