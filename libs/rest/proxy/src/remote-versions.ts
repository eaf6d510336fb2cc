// in: APIServices that are served elsewhere → out: what each serves, kept fresh; a dead one is stale and stops nobody.
// Never: requests of clients.
import type { User } from '@binnacle/exchange'
import type { Dict, GroupVersion } from '@binnacle/meta'
import type { ApiServices, Priority } from './api-services.ts'
import { askBackend } from './ask-backend.ts'
import { type Discovered, discover } from './remote-discovery.ts'
import type { RemoteService } from './remote-service.ts'

export interface RemoteVersion extends GroupVersion {
  readonly priority: Priority
  /** As aggregated discovery shows it; undefined until it was asked for. */
  readonly discovery: Dict | undefined
  /** Where its OpenAPI document is, with its hash; undefined: it has none. */
  readonly openApi: string | undefined
}

interface State {
  discovered: Discovered | undefined
  isFresh: boolean
  wasAsked: boolean
  openApi: string | undefined
  failures: number
  timer: NodeJS.Timeout | undefined
  busy: boolean
  again: boolean
}

const refreshMs = 60_000
const retryMs = 500
const withinMs = 5_000
const openApiAsker: User = { name: 'system:aggregator', uid: '', groups: [], extra: {} }

export interface RemoteVersions {
  /** The same list as long as nothing changed. */
  list(): readonly RemoteVersion[]
  close(): void
}

export function keepRemoteVersions(
  apiServices: ApiServices,
  addressOf: (remote: RemoteService) => string,
): RemoteVersions {
  const states = new Map<string, State>()
  let shown: readonly RemoteVersion[] | undefined
  let closed = false

  function changed(name: string): void {
    shown = undefined
    const state = states.get(name)
    if (apiServices.remote.has(name)) return ask(name, state ?? fresh(name))
    clearTimeout(state?.timer)
    states.delete(name)
  }

  function fresh(name: string): State {
    const state: State = {
      discovered: undefined,
      isFresh: false,
      wasAsked: false,
      openApi: undefined,
      failures: 0,
      timer: undefined,
      busy: false,
      again: false,
    }
    states.set(name, state)
    return state
  }

  function ask(name: string, state: State): void {
    clearTimeout(state.timer)
    state.again = state.busy
    const remote = apiServices.remote.get(name)
    if (state.busy || closed || remote === undefined) return
    state.busy = true
    void refresh(remote, state).then(() => {
      state.busy = false
      if (closed || states.get(name) !== state) return
      if (state.again) return ask(name, state)
      const wait = state.isFresh ? refreshMs : Math.min(refreshMs, retryMs * 2 ** state.failures)
      state.timer = setTimeout(() => ask(name, state), wait).unref()
    })
  }

  async function refresh(remote: RemoteService, state: State): Promise<void> {
    const before = JSON.stringify([state.discovered, state.isFresh, state.openApi])
    try {
      const host = addressOf(remote)
      state.discovered = await discover(remote, host, state.discovered)
      state.isFresh = true
      state.failures = 0
      state.openApi = await openApiOf(remote, host).catch(() => state.openApi)
    } catch {
      // As the reference: what is not reached shows nothing but its name.
      state.discovered = undefined
      state.isFresh = false
      state.failures++
    }
    const after = JSON.stringify([state.discovered, state.isFresh, state.openApi])
    if (before !== after || !state.wasAsked) shown = undefined
    state.wasAsked = true
  }

  function* all(): Generator<RemoteVersion> {
    for (const [name, { group, version }] of apiServices.remote) {
      const state = states.get(name)
      const priority = apiServices.priorityOf({ group, version }) ?? { group: 0, version: 0 }
      yield {
        group,
        version,
        priority,
        discovery: entryOf(version, state),
        openApi: state?.openApi,
      }
    }
  }

  apiServices.onChange(changed)
  for (const name of apiServices.remote.keys()) changed(name)
  return {
    list() {
      shown ??= [...all()]
      return shown
    },
    close() {
      closed = true
      for (const { timer } of states.values()) clearTimeout(timer)
    },
  }
}

function entryOf(version: string, state: State | undefined): Dict | undefined {
  if (!state?.wasAsked) return undefined
  const resources = state.discovered?.resources ?? []
  return {
    version,
    ...(resources.length > 0 && { resources }),
    freshness: state.isFresh ? 'Current' : 'Stale',
  }
}

/** Of all that a server names, only its own group version counts. */
async function openApiOf(remote: RemoteService, host: string): Promise<string | undefined> {
  const path = '/openapi/v3'
  const accept = 'application/json'
  const answer = await askBackend(remote, { host, path, accept, user: openApiAsker, withinMs })
  if (answer.status === 404) return undefined
  if (answer.status !== 200) throw new Error(`status ${answer.status}`)
  const paths = JSON.parse(answer.body.toString('utf8'))?.paths ?? {}
  const key = remote.root.slice(1)
  const url = Object.hasOwn(paths, key) ? paths[key]?.serverRelativeURL : undefined
  return typeof url === 'string' ? url : undefined
}
