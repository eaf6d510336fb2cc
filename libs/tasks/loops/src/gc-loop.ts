// in: changes of all objects → out: dependents deleted after their owners, or before them, or let be.
// Never: an object whose owner may still be there.
import type { ResourceDef } from '@binnacle/catalogue'
import type { StoredObject } from '@binnacle/objects'
import type { LocalClient } from '@binnacle/verbs'
import { GcGraph, gcKey, type GcNode, gcNode } from './gc-graph.ts'
import { settleItem } from './gc-item.ts'
import { looksOwned } from './gc-owners.ts'
import { isResource, type Loop, type LoopTools } from './loop-tools.ts'
import { WorkQueue } from './work-queue.ts'

const marks = ['"ownerReferences"', '"foregroundDeletion"', '"orphan"'].map((text) =>
  Buffer.from(text),
)

/** Most objects have neither owners nor such finalizers, and are not even parsed. */
function matters({ bytes }: StoredObject): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return marks.some((mark) => text.includes(mark))
}

export class GcLoop implements Loop {
  readonly #client: LocalClient
  readonly #graph = new GcGraph()
  readonly #queue: WorkQueue
  #reach: (() => Promise<void>) | undefined

  constructor(tools: LoopTools) {
    this.#client = tools.clientAs('generic-garbage-collector')
    this.#queue = new WorkQueue({
      atOnce: 16,
      onTrouble: (key, error) => tools.log(`${key} is not collected: ${String(error)}`),
      work: (key) => this.#work(key),
    })
  }

  /** Works from here on: before, not everything is known. */
  begin(reach: () => Promise<void>): void {
    this.#reach = reach
    for (const node of this.#graph.all()) this.#lookIfNeeded(node)
  }

  close(): void {
    this.#queue.close()
  }

  changed(def: ResourceDef, object: StoredObject): void {
    const graph = this.#graph
    const key = gcKey(def, object.namespace, object.name)
    const before = graph.get(key)
    const node = matters(object) ? gcNode(def, object.view()) : undefined
    if (node) graph.put(node)
    else if (before) graph.drop(key)
    if (before && node && before.uid !== node.uid) this.#wakeDependents(before.uid)
    if (before) this.#wakeOwners(before)
    if (node === undefined) return
    this.#lookIfNeeded(node)
    if (node.foreground && !before?.foreground) this.#wakeDependents(node.uid)
  }

  gone(def: ResourceDef, object: StoredObject): void {
    if (this.#graph.size === 0) return
    const key = gcKey(def, object.namespace, object.name)
    this.#forget(key, object.view().metadata.uid ?? '')
  }

  retold(def: ResourceDef, there: ReadonlySet<string>): void {
    const lost = [...this.#graph.all()].filter(
      (node) =>
        isResource(node.def, def.group, def.resource) &&
        !there.has(`${node.namespace}/${node.name}`),
    )
    for (const { key, uid } of lost) this.#forget(key, uid)
    for (const node of this.#graph.all()) this.#lookIfNeeded(node)
  }

  async #work(key: string): Promise<number | undefined> {
    const graph = this.#graph
    const node = graph.get(key)
    const reach = this.#reach
    if (node === undefined || reach === undefined) return undefined
    const look = (other: GcNode) => this.#queue.add(other.key)
    return await settleItem({ client: this.#client, graph, reach, look }, node)
  }

  #lookIfNeeded(node: GcNode): void {
    if (this.#reach === undefined) return
    const stands = node.deleting || looksOwned(this.#client, node)
    if (node.foreground || node.orphaning || !stands) this.#queue.add(node.key)
  }

  #wakeDependents(uid: string): void {
    for (const { key } of this.#graph.dependentsOf(uid)) this.#queue.add(key)
  }

  #wakeOwners({ owners }: GcNode): void {
    for (const { uid } of owners) {
      const owner = this.#graph.waitingOwner(uid)
      if (owner) this.#queue.add(owner.key)
    }
  }

  #forget(key: string, uid: string): void {
    const node = this.#graph.drop(key)
    this.#wakeDependents(node?.uid ?? uid)
    if (node) this.#wakeOwners(node)
  }
}
