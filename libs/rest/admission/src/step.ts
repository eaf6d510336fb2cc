// in: nothing → out: what an admission step sees and may do. Never: a step.
import type { ResourceDef } from '@binnacle/catalogue'
import type { User } from '@binnacle/exchange'
import type { GroupVersionKind, KubeObject } from '@binnacle/meta'
import type { Charge, Companion } from '@binnacle/objects'
import type { Surroundings } from '@binnacle/kinds'

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'

/** One write on its way in. `object` may be replaced by a mutating step. */
export interface Admitted {
  readonly operation: Operation
  readonly def: ResourceDef
  readonly subresource: string
  /** The kind of `object` (Scale, Eviction and so on for subresources). */
  readonly kind: GroupVersionKind
  readonly namespace: string
  readonly name: string
  readonly user: User
  readonly dryRun: boolean
  /** undefined for deletions. In the version of the request. */
  object: KubeObject | undefined
  readonly oldObject: KubeObject | undefined
  /** CreateOptions, UpdateOptions, PatchOptions or DeleteOptions as sent. */
  readonly options: KubeObject
  readonly surroundings: Surroundings
  /** By the webhook of the definition, to another object; undefined: no webhook converts. */
  readonly convert?: (object: KubeObject, apiVersion: string) => Promise<KubeObject>
  warn(text: string): void
  /** An annotation for the audit record; the first of a key stays. */
  annotate(key: string, value: string, from?: 'Metadata' | 'Request'): void
  /** Written in the same transaction as the object (quota usage). */
  readonly companions: Companion[]
  /** Written along when the object is stored, however busy what it concerns is. */
  charge?: Charge
  /** The same for when the object goes. */
  refund?: Charge
}

/** One built-in plugin, named as upstream names it. */
export interface AdmissionStep {
  readonly name: string
  readonly handles: readonly Operation[]
  /** May change `object`; throws ApiError to refuse. */
  mutate?(write: Admitted): Promise<void> | void
  /** Throws ApiError to refuse. */
  validate?(write: Admitted): Promise<void> | void
}

/** The chain that the verbs call. */
export interface Admission {
  mutate(write: Admitted): Promise<void>
  validate(write: Admitted): Promise<void>
}
