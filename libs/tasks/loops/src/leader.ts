// in: replicas of one cluster → out: one of them that leads, and soon another when it is gone.
// Never: two that trust each other's clocks.
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError, formatMicroTime, type KubeObject } from '@binnacle/meta'
import type { LocalClient } from '@binnacle/verbs'

export interface Leader {
  start(): void
  /** Gives the lease back, so that another one leads at once. */
  stop(): Promise<void>
}

export interface LeaderTools {
  readonly client: LocalClient
  readonly holder: string
  now(): Date
  log(message: string): void
  /** Begins to work; returns how to end it. */
  lead(): () => void
}

const place = { namespace: 'kube-system', name: 'binnacle-loops' }
const resource = { group: 'coordination.k8s.io', resource: 'leases' }
/** A leader that did not renew for so long has lost the lease. */
const lastsSeconds = 3
/** It stops by itself before another one may begin. */
const trustsItselfMs = 2_200
const renewEveryMs = 1_000
/** Looking costs no call: the lease is known from the watch of this replica. */
const lookEveryMs = 200

export function createLeader(tools: LeaderTools): Leader {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let busy: Promise<void> | undefined
  let end: (() => void) | undefined
  let held: KubeObject | undefined
  let renewedAtMs = 0
  /** The lease as last seen, and since when by the own clock: others' clocks may be wrong. */
  let seen = { version: '', atMs: performance.now() }

  const leases = () => tools.client.catalogue().resource({ ...resource, version: 'v1' }, 'leases')

  async function turn(): Promise<void> {
    if (held !== undefined) return await renew(held)
    const known = tools.client.known(resource, place.namespace, place.name)
    const version = known?.metadata.resourceVersion ?? ''
    const nowMs = performance.now()
    if (version !== seen.version) seen = { version, atMs: nowMs }
    const lasts = (known?.spec?.leaseDurationSeconds ?? lastsSeconds) * 1000
    if (known?.spec?.holderIdentity && nowMs - seen.atMs < lasts) return
    await take(known)
  }

  async function take(known: KubeObject | undefined): Promise<void> {
    const def = leases()
    if (def === undefined || stopped) return
    const transitions = (known?.spec?.leaseTransitions ?? -1) + 1
    const acquireTime = formatMicroTime(tools.now())
    const body = leaseOf(known, { holderIdentity: tools.holder, acquireTime, transitions })
    const { namespace, name } = place
    const call =
      known === undefined ? { verb: 'create', namespace } : { verb: 'update', namespace, name }
    const sentAtMs = performance.now()
    const taken: KubeObject = await tools.client.call({ ...call, def, body })
    if (stopped || performance.now() - sentAtMs > trustsItselfMs) return
    held = taken
    renewedAtMs = sentAtMs
    tools.log('this replica runs the standalone loops')
    end = tools.lead()
  }

  async function renew(lease: KubeObject): Promise<void> {
    const def = leases()
    if (def === undefined || performance.now() - renewedAtMs < renewEveryMs) return
    const body = { ...lease, spec: { ...lease.spec, renewTime: formatMicroTime(tools.now()) } }
    const sentAtMs = performance.now()
    const renewed: KubeObject = await tools.client.call({ verb: 'update', def, ...place, body })
    // An answer that came too late changes nothing.
    if (held !== lease) return
    held = renewed
    renewedAtMs = sentAtMs
  }

  function yieldIt(why: string): void {
    held = undefined
    end?.()
    end = undefined
    tools.log(`this replica no longer runs the standalone loops: ${why}`)
  }

  function onTrouble(error: unknown): void {
    const lost = error instanceof ApiError && [404, 409].includes(error.code)
    if (held !== undefined && lost) yieldIt('another one took the lease')
  }

  function look(): void {
    if (held && performance.now() - renewedAtMs > trustsItselfMs) yieldIt('no renewal in time')
    busy ??= turn()
      .catch(onTrouble)
      .finally(() => {
        busy = undefined
      })
  }

  return {
    start() {
      look()
      timer = setInterval(look, lookEveryMs).unref()
    },
    async stop() {
      stopped = true
      clearInterval(timer)
      await Promise.race([busy, sleep(trustsItselfMs, undefined, { ref: false })])
      const lease = held
      const def = leases()
      if (lease === undefined || def === undefined) return
      yieldIt('it stops')
      const body = { ...lease, spec: { ...lease.spec, holderIdentity: '' } }
      await tools.client.call({ verb: 'update', def, ...place, body }).catch(() => undefined)
    },
  }
}

interface Taken {
  readonly holderIdentity: string
  readonly acquireTime: string
  readonly transitions: number
}

function leaseOf(known: KubeObject | undefined, taken: Taken): KubeObject {
  const { holderIdentity, acquireTime, transitions } = taken
  return {
    kind: 'Lease',
    apiVersion: 'coordination.k8s.io/v1',
    metadata: { ...place, ...known?.metadata },
    spec: {
      holderIdentity,
      leaseDurationSeconds: lastsSeconds,
      acquireTime,
      renewTime: acquireTime,
      leaseTransitions: transitions,
    },
  }
}
