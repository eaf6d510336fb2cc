// in: namespaces that are being deleted → out: emptied and ended.
// Never: one ended that still holds something.
import { ApiError, type KubeObject } from '@binnacle/meta'
import type { LocalClient } from '@binnacle/verbs'
import { builtin, isDeleting, isResource, type Loop, type LoopTools } from './loop-tools.ts'
import { conditionsAfter, type Remains } from './namespace-conditions.ts'
import { emptyNamespace, holdsAnything } from './namespace-content.ts'
import { WorkQueue } from './work-queue.ts'

const finalizer = 'kubernetes'
const namespaces = { group: '', resource: 'namespaces' }
/** Between looks at a namespace whose content takes its time. */
const lookMs = { least: 100, most: 5_000 }
/** Deletions that come together are looked at together. */
const settleMs = 15
/** A create that was let in just before the mark may land after the end. */
const sweepAfterMs = 3_000

export function namespaceLoop(tools: LoopTools): Loop {
  const client = tools.clientAs('namespace-controller')
  /** Those that wait for their content to go. */
  const waiting = new Set<string>()
  const queue = new WorkQueue({
    atOnce: 4,
    onTrouble: (name, error) => tools.log(`namespace ${name} is not emptied: ${String(error)}`),
    async work(name) {
      const left = await endNamespace(client, name, tools.now())
      if (left === undefined) waiting.delete(name)
      else waiting.add(name)
      return left
    },
  })
  return {
    changed(def, object) {
      if (isResource(def, '', 'namespaces') && isDeleting(object.view())) queue.add(object.name)
    },
    gone(def, object) {
      if (isResource(def, '', 'namespaces')) {
        waiting.delete(object.name)
        queue.addLater(object.name, sweepAfterMs)
      } else if (waiting.has(object.namespace)) queue.addLater(object.namespace, settleMs)
    },
    close: () => queue.close(),
  }
}

/** The milliseconds until the next look; undefined: nothing is left to do. */
async function endNamespace(
  client: LocalClient,
  name: string,
  now: Date,
): Promise<number | undefined> {
  const def = builtin(client, '', 'v1', 'namespaces')
  if (def === undefined) return undefined
  const namespace = await client.get(def, '', name)
  if (namespace === undefined) return await sweep(client, name)
  if (!isDeleting(namespace) || !(namespace.spec?.finalizers ?? []).includes(finalizer)) {
    return undefined
  }
  const remains = await emptyNamespace(client, name)
  const told = await tell(client, namespace, remains, now)
  if (remains.counts.size === 0 && remains.errors.length === 0 && remains.complete) {
    await finalize(client, told)
    return undefined
  }
  const age = now.getTime() - Date.parse(namespace.metadata.deletionTimestamp ?? '')
  return Math.min(Math.max(age / 4, lookMs.least), lookMs.most)
}

/** Nobody looks into a namespace that is not there: what landed in it too late goes too. */
async function sweep(client: LocalClient, name: string): Promise<number | undefined> {
  if (client.known(namespaces, '', name) || !holdsAnything(client, name)) return undefined
  const { counts } = await emptyNamespace(client, name)
  return counts.size > 0 ? lookMs.most : undefined
}

async function tell(
  client: LocalClient,
  namespace: KubeObject,
  remains: Remains,
  now: Date,
): Promise<KubeObject> {
  const def = builtin(client, '', 'v1', 'namespaces')
  const conditions = conditionsAfter(namespace.status?.conditions, remains, now)
  if (conditions === undefined || def === undefined) return namespace
  const status = { ...namespace.status, conditions }
  const { name } = namespace.metadata
  const body = { ...namespace, status }
  return await client.call({ verb: 'update', def, name, subresource: 'status', body })
}

async function finalize(client: LocalClient, namespace: KubeObject): Promise<void> {
  const def = builtin(client, '', 'v1', 'namespaces')
  if (def === undefined) return
  const { name } = namespace.metadata
  const left = (namespace.spec?.finalizers ?? []).filter((each: string) => each !== finalizer)
  const body = { ...namespace, spec: { ...namespace.spec, finalizers: left } }
  try {
    await client.call({ verb: 'update', def, name, subresource: 'finalize', body })
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 404) throw error
  }
}
