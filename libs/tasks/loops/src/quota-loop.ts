// in: quotas and what is counted in them → out: each quota's status as things are.
// Never: over a charge that was made meanwhile.
import type { ResourceDef } from '@binnacle/catalogue'
import type { Dict, KubeObject } from '@binnacle/meta'
import type { StoredObject } from '@binnacle/objects'
import { isDeleting, isResource, type Loop, type LoopTools } from './loop-tools.ts'
import { aroundOf, untilCounted } from './quota-count.ts'
import { chargedNames } from './quota-usage.ts'
import { WorkQueue } from './work-queue.ts'

/** Changes that come together are counted together. */
const settleMs = 3
/** Deletions give back by themselves: this finds what did not. */
const afterDeletionMs = 500
/** Admission charges whoever writes: between two counts it gets its turn. */
const betweenMs = 40
/** What went unseen is found by counting everything again. */
const everythingMs = 300_000

interface KnownQuota {
  readonly names: readonly string[]
  countedAtMs: number
}

export function quotaLoop(tools: LoopTools): Loop {
  const client = tools.clientAs('resourcequota-controller')
  const around = aroundOf(client)
  const quotas = new Map<string, Map<string, KnownQuota>>()
  const queue = new WorkQueue({
    atOnce: 8,
    onTrouble: (key, error) => tools.log(`quota ${key} is not counted: ${String(error)}`),
    async work(key) {
      const [namespace = '', name = ''] = key.split('/')
      const known = quotas.get(namespace)?.get(name)
      if (known) known.countedAtMs = performance.now()
      await untilCounted(client, namespace, name)
      return undefined
    },
  })
  const all = setInterval(() => {
    for (const [namespace, names] of quotas) {
      for (const name of names.keys()) queue.add(`${namespace}/${name}`)
    }
  }, everythingMs).unref()

  function recount(def: ResourceDef, namespace: string, afterMs = settleMs): void {
    for (const [name, known] of quotas.get(namespace) ?? []) {
      if (chargedNames(def, known.names, around).length === 0) continue
      const since = performance.now() - known.countedAtMs
      queue.addLater(`${namespace}/${name}`, Math.max(afterMs, betweenMs - since))
    }
  }

  function put(object: StoredObject, added: boolean): void {
    const { namespace, name } = object
    const quota = object.view()
    const known = quotas.get(namespace) ?? new Map<string, KnownQuota>()
    quotas.set(namespace, known)
    const names = Object.keys(quota.spec?.hard ?? {})
    const countedAtMs = known.get(name)?.countedAtMs ?? 0
    known.set(name, { names, countedAtMs })
    if (added || !isTold(quota)) queue.add(`${namespace}/${name}`)
  }

  return {
    changed(def, object, added) {
      if (isResource(def, '', 'resourcequotas')) put(object, added)
      else if (!added && quotas.has(object.namespace) && mayCostLess(def, object)) {
        recount(def, object.namespace)
      }
    },
    gone(def, object) {
      const { namespace, name } = object
      const known = quotas.get(namespace)
      if (known === undefined) return
      if (isResource(def, '', 'resourcequotas')) {
        known.delete(name)
        if (known.size === 0) quotas.delete(namespace)
      }
      recount(def, namespace, afterDeletionMs)
    },
    retold(def) {
      for (const namespace of quotas.keys()) recount(def, namespace)
    },
    close() {
      clearInterval(all)
      queue.close()
    },
  }
}

/** Creates are charged by admission, and so is what makes an object cost more. */
function mayCostLess(def: ResourceDef, object: StoredObject): boolean {
  if (isResource(def, '', 'services')) return true
  if (isResource(def, '', 'persistentvolumeclaims')) return true
  if (!isResource(def, '', 'pods')) return false
  const pod = object.view()
  const over = pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded'
  return over || isDeleting(pod) || (pod.metadata.generation ?? 0) > 1
}

function isTold({ spec, status }: KubeObject): boolean {
  const hard: Dict = spec?.hard ?? {}
  const told: Dict = status?.hard ?? {}
  const names = Object.keys(hard)
  return (
    status?.used !== undefined &&
    names.length === Object.keys(told).length &&
    names.every((name) => told[name] === hard[name])
  )
}
