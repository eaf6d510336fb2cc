// in: nothing → out: what kinds, admission and loops may ask of the server around them. Never: who answers.
import type { LiveCatalogue, ResourceDef } from '@binnacle/catalogue'
import type { User } from '@binnacle/exchange'
import type { GroupResource, KubeObject } from '@binnacle/meta'
import type { ObjectStore, ResourceShape } from '@binnacle/objects'

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
}

/** A question to the authorizer: may this user do this? */
export interface AccessQuestion {
  readonly user: User
  readonly verb: string
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly fieldSelector?: string
  readonly labelSelector?: string
  /** Set for a question about a path; then only verb and path count. */
  readonly path?: string
}

export interface AccessAnswer {
  readonly decision: 'allow' | 'deny' | 'noOpinion'
  readonly reason: string
  readonly error?: string
}

export interface Surroundings {
  readonly settings: ServerSettings
  readonly catalogue: LiveCatalogue
  readonly store: ObjectStore
  shapeOf(def: ResourceDef): ResourceShape
  /** An object from the cache of this replica; undefined when there is none. Do not change it. */
  lookUp(resource: GroupResource, namespace: string, name: string): KubeObject | undefined
  /** All objects of a resource in a namespace ('' for all) from the cache. Do not change them. */
  lookUpAll(resource: GroupResource, namespace: string): Iterable<KubeObject>
  authorize(question: AccessQuestion): Promise<AccessAnswer>
}
