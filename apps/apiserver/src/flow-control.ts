// in: a config and the store → out: flow control that follows the objects stored. Never: a decision about a request.
import { type Following, follow } from '@binnacle/authz'
import type { LiveCatalogue } from '@binnacle/catalogue'
import { createFairFlow, type FairFlow, type Flow, maxInFlight } from '@binnacle/flow'
import type { KubeObject } from '@binnacle/meta'
import type { KnownNow, ObjectStore } from '@binnacle/objects'
import { isLongRunning, type Page } from '@binnacle/route'
import type { Metrics } from '@binnacle/telemetry'
import type { Config } from './config.ts'
import { timeoutOf } from './deadline.ts'
import { resourceFacts } from './resource-facts.ts'
import type { Shapes } from './shapes.ts'

export interface FlowControl extends Flow {
  /** Unlisted pages. */
  readonly pages: ReadonlyMap<string, Page>
  /** Resolves when what is stored counts. */
  start(): Promise<void>
  stop(): void
}

export interface FlowSources {
  readonly catalogue: LiveCatalogue
  readonly store: ObjectStore & KnownNow
  readonly shapes: Shapes
  readonly metrics: Metrics
}

const waitMaxMs = 60_000
const version = { group: 'flowcontrol.apiserver.k8s.io', version: 'v1' }

export function flowControlOf(config: Config, sources: FlowSources): FlowControl {
  const { readsMax, writesMax } = config.inflight
  const seats = readsMax + writesMax
  if (!config.fairness || seats === 0) {
    const plain = maxInFlight({ readsMax, writesMax, isLongRunning })
    return Object.assign(plain, { pages: new Map(), start: async () => {}, stop: () => {} })
  }
  const { requestTimeoutMs } = config.serving
  const flow = createFairFlow({
    seats,
    facts: resourceFacts(sources),
    isLongRunning,
    waitMs(request) {
      const ms = timeoutOf(request, requestTimeoutMs)
      return Math.min(waitMaxMs, (Number.isFinite(ms) ? ms : requestTimeoutMs) / 4)
    },
  })
  sources.metrics.text(flow.metrics)
  let followings: Following[] = []
  return {
    pages: dumpPages(flow),
    takeSeat: flow.takeSeat,
    get seatsTaken() {
      return flow.seatsTaken
    },
    async start() {
      followings = followObjects(flow, sources)
      await Promise.all(followings.map(({ ready }) => ready))
    },
    stop() {
      for (const following of followings) following.close()
      flow.stop()
    },
  }
}

/** Changes that come in one turn are taken over together. */
function followObjects(flow: FairFlow, { catalogue, store, shapes }: FlowSources): Following[] {
  const schemas = new Map<string, KubeObject>()
  const levels = new Map<string, KubeObject>()
  let isDue = false
  const changed = () => {
    if (isDue) return
    isDue = true
    setImmediate(() => {
      isDue = false
      flow.reload([...schemas.values()], [...levels.values()])
    })
  }
  const into = (kept: Map<string, KubeObject>) => ({
    put(object: { readonly name: string; view(): KubeObject }) {
      const next = object.view()
      const was = kept.get(object.name)
      kept.set(object.name, next)
      // A status says nothing that counts here.
      if (was === undefined || was.metadata.generation !== next.metadata.generation) changed()
      else if (was.metadata.uid !== next.metadata.uid) changed()
    },
    drop(_namespace: string, name: string) {
      kept.delete(name)
      changed()
    },
  })
  const current = catalogue.current()
  const known = [
    ['prioritylevelconfigurations', levels],
    ['flowschemas', schemas],
  ] as const
  return known.flatMap(([resource, kept]) => {
    const def = current.resource(version, resource)
    return def === undefined ? [] : [follow(store, shapes.of(def), into(kept))]
  })
}

function dumpPages({ dumps }: FairFlow): Map<string, Page> {
  const headers = [['Content-Type', 'text/plain; charset=utf-8']] as const
  return new Map(
    Object.entries(dumps).map(([name, dump]) => [
      `/debug/api_priority_and_fairness/${name}`,
      { serve: async ({ query }) => ({ status: 200, headers, body: dump(query) }) },
    ]),
  )
}
