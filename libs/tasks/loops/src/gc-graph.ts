// in: objects that have owners, or wait for dependents → out: who depends on whom, by uid.
// Never: all other objects; they are not kept.
import type { ResourceDef } from '@binnacle/catalogue'
import type { KubeObject, OwnerReference } from '@binnacle/meta'

export interface GcNode {
  readonly key: string
  readonly def: ResourceDef
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly owners: readonly OwnerReference[]
  readonly deleting: boolean
  /** It goes when its dependents are gone. */
  readonly foreground: boolean
  /** It goes when its dependents have forgotten it. */
  readonly orphaning: boolean
}

export const orphanFinalizer = 'orphan'
export const foregroundFinalizer = 'foregroundDeletion'

export function gcKey(def: ResourceDef, namespace: string, name: string): string {
  return `${def.group}/${def.resource}|${namespace}|${name}`
}

export function gcNode(def: ResourceDef, { metadata }: KubeObject): GcNode {
  const { name = '', namespace = '', finalizers = [] } = metadata
  const deleting = metadata.deletionTimestamp !== undefined
  return {
    key: gcKey(def, namespace, name),
    def,
    namespace,
    name,
    uid: metadata.uid ?? '',
    owners: metadata.ownerReferences ?? [],
    deleting,
    foreground: deleting && finalizers.includes(foregroundFinalizer),
    orphaning: deleting && finalizers.includes(orphanFinalizer),
  }
}

export class GcGraph {
  readonly #nodes = new Map<string, GcNode>()
  readonly #dependents = new Map<string, Set<GcNode>>()
  /** Those that go when their dependents are gone, by uid. */
  readonly #waiting = new Map<string, GcNode>()

  get size(): number {
    return this.#nodes.size
  }

  get(key: string): GcNode | undefined {
    return this.#nodes.get(key)
  }

  all(): Iterable<GcNode> {
    return this.#nodes.values()
  }

  put(node: GcNode): void {
    this.drop(node.key)
    this.#nodes.set(node.key, node)
    if (node.foreground) this.#waiting.set(node.uid, node)
    for (const { uid } of node.owners) {
      const known = this.#dependents.get(uid)
      if (known) known.add(node)
      else this.#dependents.set(uid, new Set([node]))
    }
  }

  drop(key: string): GcNode | undefined {
    const node = this.#nodes.get(key)
    if (node === undefined) return undefined
    this.#nodes.delete(key)
    this.#waiting.delete(node.uid)
    for (const { uid } of node.owners) {
      const known = this.#dependents.get(uid)
      known?.delete(node)
      if (known?.size === 0) this.#dependents.delete(uid)
    }
    return node
  }

  dependentsOf(uid: string): GcNode[] {
    return [...(this.#dependents.get(uid) ?? [])]
  }

  waitingOwner(uid: string): GcNode | undefined {
    return this.#waiting.get(uid)
  }
}
