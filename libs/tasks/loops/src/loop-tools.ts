// in: nothing → out: what the standalone loops are handed, and what each of them is. Never: a loop.
import type { LiveCatalogue, ResourceDef } from '@binnacle/catalogue'
import type { GroupResource, KubeObject } from '@binnacle/meta'
import type { StoredObject } from '@binnacle/objects'
import type { LocalClient } from '@binnacle/verbs'

export interface LoopTools {
  readonly catalogue: LiveCatalogue
  /** Calls as the service account of this name in kube-system. */
  clientAs(name: string): LocalClient
  /** PEM; undefined: there are no root CA config maps. */
  readonly rootCa: string | undefined
  /** For a secret that keeps it; undefined: this server signs none. */
  accountToken?(account: KubeObject, secret: KubeObject): Promise<string> | undefined
  now(): Date
  log(message: string): void
}

/** What happens to objects, of all resources, told to every loop of the leader. */
export interface Listener {
  changed(def: ResourceDef, object: StoredObject, added: boolean): void
  /** `object`: its last state. */
  gone(def: ResourceDef, object: StoredObject): void
  /**
   * Everything of this resource was told again from the start. What went meanwhile nobody told:
   * `there` has `NAMESPACE/NAME` of all that is left.
   */
  retold?(def: ResourceDef, there: ReadonlySet<string>): void
}

export interface Loop extends Listener {
  close(): void
}

export function isResource(def: GroupResource, group: string, resource: string): boolean {
  return def.resource === resource && def.group === group
}

/** The record of a built-in resource; undefined where it is switched off. */
export function builtin(
  client: LocalClient,
  group: string,
  version: string,
  resource: string,
): ResourceDef | undefined {
  return client.catalogue().resource({ group, version }, resource)
}

export function isDeleting({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined
}
