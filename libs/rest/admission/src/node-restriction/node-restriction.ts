// in: a write by a node → out: the refusal of what is not about itself. Never: changes, or other callers.
import { isDeepStrictEqual } from 'node:util'
import { type Dict, goQuote, type KubeObject } from '@binnacle/meta'
import { commonNameOf } from '../csr-subject.ts'
import { refusal } from '../refuse.ts'
import type { AdmissionStep, Admitted } from '../step.ts'
import { forbiddenLabels } from './node-labels.ts'
import { admitNodePod, admitNodeToken } from './pod-rules.ts'

const prefix = 'system:node:'
const nodeSigners = ['kubernetes.io/kubelet-serving', 'kubernetes.io/kube-apiserver-client-kubelet']

/** undefined: no node; '': a node that does not say which. */
function nodeOf({ user }: Admitted): string | undefined {
  if (!user.name.startsWith(prefix)) return undefined
  return user.groups.includes('system:nodes') ? user.name.slice(prefix.length) : undefined
}

function admitNode(write: Admitted, node: string): void {
  const { name, operation, object, oldObject } = write
  const shown = goQuote(node)
  if (name !== node) {
    throw refusal(write, `node ${shown} is not allowed to modify node ${goQuote(name)}`)
  }
  if (operation === 'CREATE') {
    if (object?.spec?.configSource) {
      throw refusal(
        write,
        `node ${shown} is not allowed to create pods with a non-nil configSource`,
      )
    }
    const labels = forbiddenLabels(object?.metadata.labels)
    if (labels.length === 0) return
    const text = `node ${shown} is not allowed to set the following labels: ${labels.join(', ')}`
    throw refusal(write, text)
  }
  if (operation !== 'UPDATE') return
  const { configSource, taints } = object?.spec ?? {}
  if (configSource && !isDeepStrictEqual(configSource, oldObject?.spec?.configSource)) {
    throw refusal(
      write,
      `node ${shown} is not allowed to update configSource to a new non-nil configSource`,
    )
  }
  if (!isDeepStrictEqual(taints ?? [], oldObject?.spec?.taints ?? [])) {
    throw refusal(write, `node ${shown} is not allowed to modify taints`)
  }
  const owners = (one: KubeObject | undefined) => one?.metadata.ownerReferences ?? []
  if (!isDeepStrictEqual(owners(object), owners(oldObject))) {
    throw refusal(write, `node ${shown} is not allowed to modify ownerReferences`)
  }
  const labels = forbiddenLabels(object?.metadata.labels, oldObject?.metadata.labels)
  if (labels.length > 0) {
    throw refusal(write, `is not allowed to modify labels: ${labels.join(', ')}`)
  }
}

function admitClaimStatus(write: Admitted, node: string): void {
  if (write.subresource !== 'status') throw refusal(write, 'may only update PVC status')
  if (write.operation !== 'UPDATE') {
    throw refusal(write, `unexpected operation ${goQuote(write.operation)}`)
  }
  const rest = (claim: KubeObject | undefined) => {
    const { metadata, status = {}, ...others } = (claim ?? {}) as Dict
    const { resourceVersion: _, managedFields: __, ...facts } = metadata ?? {}
    const { capacity: _a, conditions: _b, allocatedResources: _c, ...left } = status
    const { allocatedResourceStatuses: _d, ...kept } = left
    return { ...others, metadata: facts, status: kept }
  }
  if (isDeepStrictEqual(rest(write.object), rest(write.oldObject))) return
  const text = `node ${goQuote(node)} is not allowed to update fields other than status.quantity and status.conditions`
  throw refusal(write, text)
}

function admitLease(write: Admitted, node: string): void {
  if (write.namespace !== 'kube-node-lease') {
    throw refusal(write, 'can only access leases in the "kube-node-lease" system namespace')
  }
  if (write.name === node || write.object?.metadata.name === node) return
  throw refusal(write, 'can only access node lease with the same name as the requesting node')
}

function admitSlice(write: Admitted, node: string): void {
  const { operation, object, oldObject } = write
  if (operation !== 'CREATE' && operation !== 'DELETE') return
  const slice = operation === 'CREATE' ? object : oldObject
  if (slice?.spec?.nodeName === node) return
  const text = `can only ${operation.toLowerCase()} ResourceSlice with the same NodeName as the requesting node`
  throw refusal(write, text)
}

function admitCsr(write: Admitted, node: string): void {
  const { request = '', signerName } = write.object?.spec ?? {}
  if (write.operation !== 'CREATE' || !nodeSigners.includes(signerName)) return
  const name = commonNameOf(request)
  if (name === undefined) {
    throw refusal(write, 'unable to parse csr: PEM block type must be CERTIFICATE REQUEST')
  }
  if (name === `${prefix}${node}`) return
  throw refusal(write, `can only create a node CSR with CN=${prefix}${node}`)
}

function admit(write: Admitted, node: string): Promise<void> | void {
  const { group, resource } = write.def
  switch (group === '' ? resource : `${resource}.${group}`) {
    case 'pods':
      return admitNodePod(write, node)
    case 'nodes':
      return admitNode(write, node)
    case 'persistentvolumeclaims':
      return admitClaimStatus(write, node)
    case 'serviceaccounts':
      return admitNodeToken(write, node)
    case 'leases.coordination.k8s.io':
      return admitLease(write, node)
    case 'csinodes.storage.k8s.io':
      if (write.name === node || write.object?.metadata.name === node) return
      throw refusal(write, 'can only access CSINode with the same name as the requesting node')
    case 'resourceslices.resource.k8s.io':
      return admitSlice(write, node)
    case 'certificatesigningrequests.certificates.k8s.io':
      return admitCsr(write, node)
  }
}

export const nodeRestriction: AdmissionStep = {
  name: 'NodeRestriction',
  handles: ['CREATE', 'UPDATE', 'DELETE'],
  mutate(write) {
    const node = nodeOf(write)
    if (node === undefined) return
    if (node !== '') return admit(write, node)
    throw refusal(write, `could not determine node from user ${goQuote(write.user.name)}`)
  },
}
