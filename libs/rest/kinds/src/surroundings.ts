// in: nothing → out: what kinds, admission and loops may ask of the server around them. Never: who answers.
import type { LiveCatalogue, ResourceDef } from '@binnacle/catalogue'
import type { AccessAnswer, AccessQuestion, Authorize } from '@binnacle/exchange'
import type { GroupResource, KubeObject } from '@binnacle/meta'
import type { ObjectStore, ResourceShape } from '@binnacle/objects'
import type { AccessServices } from './access-services.ts'

/** Settings that kinds read; from flags. */
export interface ServerSettings {
  /** `10.96.0.0/16` or `10.96.0.0/16,fd00::/108`. */
  readonly serviceClusterIpRanges: readonly string[]
  /** Lowest and highest node port. */
  readonly serviceNodePorts: { readonly from: number; readonly to: number }
  readonly allowPrivileged: boolean
  readonly eventTtlSeconds: number
  readonly serviceAccountIssuer: string
  readonly apiAudiences: readonly string[]
  /** `Hostname`, `InternalIP`: the first that a node has is where its kubelet is called. */
  readonly kubeletAddressTypes: readonly string[]
}

export type { AccessAnswer, AccessQuestion }

export interface Surroundings {
  readonly settings: ServerSettings
  readonly catalogue: LiveCatalogue
  readonly store: ObjectStore
  shapeOf(def: ResourceDef): ResourceShape
  /** An object from the cache of this replica; undefined when there is none. Do not change it. */
  lookUp(resource: GroupResource, namespace: string, name: string): KubeObject | undefined
  /** All objects of a resource in a namespace ('' for all) from the cache. Do not change them. */
  lookUpAll(resource: GroupResource, namespace: string): Iterable<KubeObject>
  readonly authorize: Authorize
  readonly access: AccessServices
}
