// in: a write into a namespace → out: nothing, or the refusal of one that is missing or going. Never: changes.
import { forbiddenError, notFoundError } from '@binnacle/meta'
import { refusal } from './refuse.ts'
import type { AdmissionStep, Admitted } from './step.ts'

const immortal = new Set(['default', 'kube-system', 'kube-public'])
const namespaces = { group: '', resource: 'namespaces' }

function isNamespace({ kind }: Admitted): boolean {
  return kind.group === '' && kind.kind === 'Namespace'
}

function isAccessReview({ kind }: Admitted): boolean {
  return kind.group === 'authorization.k8s.io' && kind.kind === 'LocalSubjectAccessReview'
}

/** From the cache when that says it is there and alive; else from etcd, so that a refusal is never stale. */
async function phaseOf(write: Admitted): Promise<string | undefined> {
  const { surroundings, namespace } = write
  const known = surroundings.lookUp(namespaces, '', namespace)
  if (known && known.metadata.deletionTimestamp === undefined) return known.status?.phase ?? ''
  const def = surroundings.catalogue.current().resource({ group: '', version: 'v1' }, 'namespaces')
  if (def === undefined) return undefined
  const place = { shape: surroundings.shapeOf(def), namespace: '', name: namespace }
  const stored = await surroundings.store.get(place)
  return stored && (stored.view().status?.phase ?? '')
}

export const namespaceLifecycle: AdmissionStep = {
  name: 'NamespaceLifecycle',
  handles: ['CREATE', 'UPDATE', 'DELETE'],
  async mutate(write) {
    const { operation, namespace, name } = write
    if (isNamespace(write)) {
      if (operation === 'DELETE' && immortal.has(name)) {
        throw forbiddenError(write.def, name, 'this namespace may not be deleted')
      }
      return
    }
    if (operation !== 'CREATE' || namespace === '' || isAccessReview(write)) return
    const phase = await phaseOf(write)
    if (phase === undefined) throw notFoundError(namespaces, namespace)
    if (phase !== 'Terminating') return
    const text = `unable to create new content in namespace ${namespace} because it is being terminated`
    const message = `namespace ${namespace} is being terminated`
    throw refusal(write, text, [
      { reason: 'NamespaceTerminating', message, field: 'metadata.namespace' },
    ])
  },
}
