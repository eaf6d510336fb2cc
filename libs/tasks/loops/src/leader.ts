// in: replicas of one cluster → out: one of them that leads, and soon another when it is gone.
// Never: two that trust each other's clocks.
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError, formatMicroTime, type KubeObject } from '@binnacle/meta'
import type { LocalClient } from '@binnacle/verbs'

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

export class Leader {
  readonly #tools: LeaderTools
  #timer: NodeJS.Timeout | undefined
  #stopped = false
  #busy: Promise<void> | undefined
  #end: (() => void) | undefined
  #held: KubeObject | undefined
  #renewedAtMs = 0
  /** A renewal got no answer: it may have been done, and then the next finds another version. */
  #unanswered = false
  /** The lease as last seen, and since when by the own clock: others' clocks may be wrong. */
  #seen = { version: '', atMs: performance.now() }

  constructor(tools: LeaderTools) {
    this.#tools = tools
  }

  start(): void {
    this.#look()
    this.#timer = setInterval(() => this.#look(), lookEveryMs).unref()
  }

  /** Gives the lease back, so that another one leads at once. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await Promise.race([this.#busy, sleep(trustsItselfMs, undefined, { ref: false })])
    const lease = this.#held
    if (lease === undefined) return
    this.#yield('it stops')
    await this.#write({ ...lease, spec: { ...lease.spec, holderIdentity: '' } }).catch(() => {})
  }

  #look(): void {
    if (this.#held && performance.now() - this.#renewedAtMs > trustsItselfMs) {
      this.#yield('no renewal in time')
    }
    this.#busy ??= this.#turn()
      .catch((error) => this.#onTrouble(error))
      .finally(() => {
        this.#busy = undefined
      })
  }

  async #turn(): Promise<void> {
    if (this.#held !== undefined) return await this.#renew(this.#held)
    const known = this.#known()
    const version = known?.metadata.resourceVersion ?? ''
    const nowMs = performance.now()
    if (version !== this.#seen.version) this.#seen = { version, atMs: nowMs }
    const lasts = (known?.spec?.leaseDurationSeconds ?? lastsSeconds) * 1000
    if (known?.spec?.holderIdentity && nowMs - this.#seen.atMs < lasts) return
    await this.#take(known)
  }

  async #take(known: KubeObject | undefined): Promise<void> {
    if (this.#stopped) return
    const sentAtMs = performance.now()
    const taken = await this.#write(leaseOf(known, this.#tools.holder, this.#tools.now()))
    if (this.#stopped || performance.now() - sentAtMs > trustsItselfMs) return
    this.#held = taken
    this.#unanswered = false
    this.#renewedAtMs = sentAtMs
    this.#tools.log('this replica runs the standalone loops')
    try {
      this.#end = this.#tools.lead()
    } catch (error) {
      this.#yield(`they do not start: ${(error as Error).message}`)
    }
  }

  async #renew(lease: KubeObject): Promise<void> {
    if (performance.now() - this.#renewedAtMs < renewEveryMs) return
    const latest = this.#latest(lease)
    if (latest === undefined) return this.#yield('another one took the lease')
    const spec = { ...latest.spec, renewTime: formatMicroTime(this.#tools.now()) }
    const sentAtMs = performance.now()
    const renewed = await this.#write({ ...latest, spec })
    this.#unanswered = false
    // An answer that came too late changes nothing.
    if (this.#held !== lease) return
    this.#held = renewed
    this.#renewedAtMs = sentAtMs
  }

  #known(): KubeObject | undefined {
    return this.#tools.client.known(resource, place.namespace, place.name)
  }

  /** The lease as a renewal without an answer may have left it; undefined: another one has it. */
  #latest(lease: KubeObject): KubeObject | undefined {
    const known = this.#known()
    if (known === undefined || versionOf(known) <= versionOf(lease)) return lease
    return known.spec?.holderIdentity === this.#tools.holder ? known : undefined
  }

  /** Creates it, or writes it over the version that `lease` was made from, and over no other. */
  async #write(lease: KubeObject): Promise<KubeObject> {
    const { client } = this.#tools
    const { namespace, name } = place
    const def = client.catalogue().resource({ ...resource, version: 'v1' }, 'leases')
    if (def === undefined) throw new Error('leases are not served')
    const isNew = lease.metadata.resourceVersion === undefined
    const call = isNew ? { verb: 'create', namespace } : { verb: 'update', namespace, name }
    return await client.call({ ...call, def, body: lease })
  }

  #yield(why: string): void {
    this.#held = undefined
    this.#end?.()
    this.#end = undefined
    this.#tools.log(`this replica no longer runs the standalone loops: ${why}`)
  }

  #onTrouble(error: unknown): void {
    const lost = error instanceof ApiError && [404, 409].includes(error.code)
    if (!lost) this.#unanswered = true
    // The version that is in the way may be our own: a look at what is known tells.
    else if (this.#held !== undefined && !this.#unanswered) {
      this.#yield('another one took the lease')
    }
  }
}

function versionOf({ metadata }: KubeObject): number {
  return Number(metadata.resourceVersion ?? 0)
}

function leaseOf(known: KubeObject | undefined, holderIdentity: string, now: Date): KubeObject {
  const acquireTime = formatMicroTime(now)
  return {
    kind: 'Lease',
    apiVersion: 'coordination.k8s.io/v1',
    metadata: { ...place, ...known?.metadata },
    spec: {
      holderIdentity,
      leaseDurationSeconds: lastsSeconds,
      acquireTime,
      renewTime: acquireTime,
      leaseTransitions: (known?.spec?.leaseTransitions ?? -1) + 1,
    },
  }
}
