// in: APIServices that are served elsewhere → out: their condition Available, checked every few seconds.
// Never: what is served here. Every replica may do this at once: who writes last has looked last.
import { type Dict, formatTime, type KubeObject } from '@binnacle/meta'
import {
  type ApiServices,
  type Availability,
  checkAvailability,
  type Known,
  type RemoteService,
} from '@binnacle/proxy'
import type { BootstrapTools } from './create-missing.ts'

export interface AvailabilityTools extends Pick<BootstrapTools, 'store' | 'placeOf' | 'now'> {
  readonly apiServices: ApiServices
  readonly known: Known
  /** Past the addresses of services, to the pods behind. */
  readonly byEndpoints: boolean
  /** Notes in metadata.managedFields that the server wrote `object` over `was`. */
  track?(object: KubeObject, was: KubeObject | undefined, subresource: string): void
  onTrouble(error: unknown): void
}

const checkEveryMs = 5_000
const firstRetryMs = 250

interface Check {
  timer: NodeJS.Timeout | undefined
  busy: boolean
  again: boolean
  failures: number
  /** Of the spec that was checked last: a change of status needs no new look. */
  generation: string
}

export function watchAvailability(tools: AvailabilityTools): { close(): void } {
  const { apiServices } = tools
  const checks = new Map<string, Check>()
  let closed = false

  function changed(name: string): void {
    const remote = apiServices.remote.get(name)
    const known = checks.get(name)
    if (remote === undefined) {
      clearTimeout(known?.timer)
      checks.delete(name)
      return
    }
    const generation = JSON.stringify([remote.service, remote.tls])
    const bare = conditionOf(apiServices.objectOf(name)) === undefined
    if (known?.generation === generation && !bare) return
    const check = known ?? { timer: undefined, busy: false, again: false, failures: 0, generation }
    check.generation = generation
    check.failures = 0
    checks.set(name, check)
    run(name, check)
  }

  function run(name: string, check: Check): void {
    clearTimeout(check.timer)
    check.again = check.busy
    const remote = apiServices.remote.get(name)
    if (closed || check.busy || remote === undefined) return
    check.busy = true
    void look(remote, check)
      .catch(tools.onTrouble)
      .then(() => {
        check.busy = false
        if (closed || checks.get(name) !== check) return
        if (check.again) return run(name, check)
        const wait = Math.min(checkEveryMs, firstRetryMs * 2 ** check.failures)
        const delay = check.failures === 0 ? checkEveryMs : wait
        check.timer = setTimeout(() => run(name, check), delay).unref()
      })
  }

  async function look(remote: RemoteService, check: Check): Promise<void> {
    const found = await checkAvailability(tools.known, remote, tools.byEndpoints)
    check.failures = found.status === 'True' ? 0 : check.failures + 1
    if (closed || same(conditionOf(apiServices.objectOf(remote.name)), found)) return
    await write(tools, remote, found)
  }

  apiServices.onChange(changed)
  for (const name of apiServices.remote.keys()) changed(name)
  return {
    close() {
      closed = true
      for (const { timer } of checks.values()) clearTimeout(timer)
    },
  }
}

function conditionOf(object: KubeObject | undefined): Dict | undefined {
  return object?.status?.conditions?.find((each: Dict) => each.type === 'Available')
}

function same(has: Dict | undefined, { status, reason, message }: Availability): boolean {
  return has?.status === status && has.reason === reason && has.message === message
}

async function write(
  tools: AvailabilityTools,
  { name, service }: RemoteService,
  found: Availability,
): Promise<void> {
  const metadata = { name }
  const kind = { kind: 'APIService', apiVersion: 'apiregistration.k8s.io/v1' }
  const place = tools.placeOf({ ...kind, metadata })
  if (place === undefined) return
  for await (const attempt of tools.store.attempts(place)) {
    const object = attempt.current?.parse()
    const wanted = object?.spec?.service
    // What was looked at is no longer what is meant.
    if (wanted?.name !== service.name || wanted.namespace !== service.namespace) return
    if (object === undefined || same(conditionOf(object), found)) return
    setCondition(object, found, formatTime(tools.now()))
    tools.track?.(object, attempt.current?.parse(), 'status')
    if (await attempt.swap(object)) return
  }
}

function setCondition(object: KubeObject, found: Availability, now: string): void {
  object.status ??= {}
  object.status.conditions ??= []
  const { status, reason, message } = found
  const before = conditionOf(object)
  if (before === undefined) {
    const fresh = { type: 'Available', status, lastTransitionTime: now, reason, message }
    object.status.conditions.push(fresh)
    return
  }
  const lastTransitionTime = before.status === status ? before.lastTransitionTime : now
  Object.assign(before, { status, lastTransitionTime, reason, message })
}
