// in: changes of all objects → out: dependents deleted after their owners, or before them, or let be.
// Never: an object whose owner may still be there.
import type { ResourceDef } from '@binnacle/catalogue'
import type { StoredObject } from '@binnacle/objects'
import { GcGraph, gcKey, type GcNode, gcNode } from './gc-graph.ts'
import { settleItem } from './gc-item.ts'
import { looksOwned } from './gc-owners.ts'
import type { Loop, LoopTools } from './loop-tools.ts'
import { createWorkQueue } from './work-queue.ts'

export interface GcLoop extends Loop {
  /** Works from here on: before, not everything is known. */
  begin(reach: () => Promise<void>): void
}

const marks = ['"ownerReferences"', '"foregroundDeletion"', '"orphan"'].map((text) =>
  Buffer.from(text),
)

/** Most objects have neither owners nor such finalizers, and are not even parsed. */
function matters({ bytes }: StoredObject): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return marks.some((mark) => text.includes(mark))
}

export function gcLoop(tools: LoopTools): GcLoop {
  const client = tools.clientAs('generic-garbage-collector')
  const graph = new GcGraph()
  let reach: (() => Promise<void>) | undefined
  const look = ({ key }: GcNode) => queue.add(key)
  const queue = createWorkQueue({
    atOnce: 16,
    onTrouble: (key, error) => tools.log(`${key} is not collected: ${String(error)}`),
    async work(key) {
      const node = graph.get(key)
      if (node === undefined || reach === undefined) return undefined
      return await settleItem({ client, graph, reach, look }, node)
    },
  })

  function lookIfNeeded(node: GcNode): void {
    if (reach === undefined) return
    if (node.foreground || node.orphaning) look(node)
    else if (!node.deleting && !looksOwned(client, node)) look(node)
  }

  function wakeOwners({ owners }: GcNode): void {
    for (const { uid } of owners) {
      const owner = graph.waitingOwner(uid)
      if (owner) look(owner)
    }
  }

  function changed(def: ResourceDef, object: StoredObject): void {
    const key = gcKey(def, object.namespace, object.name)
    const before = graph.get(key)
    const node = matters(object) ? gcNode(def, object.view()) : undefined
    if (node) graph.put(node)
    else if (before) graph.drop(key)
    if (before && before.uid !== node?.uid) wakeDependents(before.uid)
    if (before) wakeOwners(before)
    if (node === undefined) return
    lookIfNeeded(node)
    if (node.foreground && !before?.foreground) wakeDependents(node.uid)
  }

  function wakeDependents(uid: string): void {
    for (const dependent of graph.dependentsOf(uid)) look(dependent)
  }

  function forget(key: string, uid: string): void {
    const node = graph.drop(key)
    wakeDependents(node?.uid ?? uid)
    if (node) wakeOwners(node)
  }

  return {
    changed,
    gone(def, object) {
      if (graph.size === 0) return
      forget(gcKey(def, object.namespace, object.name), object.view().metadata.uid ?? '')
    },
    retold(def, there) {
      const lost = [...graph.all()].filter(
        (node) =>
          node.def.resource === def.resource &&
          node.def.group === def.group &&
          !there.has(`${node.namespace}/${node.name}`),
      )
      for (const { key, uid } of lost) forget(key, uid)
      for (const node of graph.all()) lookIfNeeded(node)
    },
    begin(known) {
      reach = known
      for (const node of graph.all()) lookIfNeeded(node)
    },
    close: () => queue.close(),
  }
}
