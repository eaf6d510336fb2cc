// in: nothing → out: the shape every Kubernetes object shares. Never: knowledge of one kind.

/** A JSON object whose members are not known here; integers beyond 2^53 are bigint. */
// biome-ignore lint/suspicious/noExplicitAny: objects are walked along the catalogue, not along types
export type Dict = Record<string, any>

export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

export interface ManagedFieldsEntry {
  manager?: string
  operation?: 'Apply' | 'Update'
  apiVersion?: string
  time?: string
  fieldsType?: string
  fieldsV1?: Dict
  subresource?: string
}

export interface ObjectMeta {
  name?: string
  generateName?: string
  namespace?: string
  selfLink?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  ownerReferences?: OwnerReference[]
  finalizers?: string[]
  managedFields?: ManagedFieldsEntry[]
}

/** Any object of the API, as parsed from its JSON. */
export interface KubeObject extends Dict {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
}
