// in: a config → out: a replica that serves. Wires the rooms; decides nothing itself.
import { createFlow } from '@binnacle/flow'
import { healthPages, metricsPages, startUp, versionPages } from '@binnacle/pages'
import { bind, route } from '@binnacle/route'
import { createServer, type EdgeServer, refusal } from '@binnacle/server'
import { createMetrics, type Logger } from '@binnacle/telemetry'
import type { Config } from './config.ts'
import { withinTime } from './deadline.ts'
import { interimAuthorize, interimIdentifier } from './interim.ts'
import { listenPlan } from './listen-plan.ts'
import { pageList } from './page-list.ts'
import { createServe } from './serve.ts'

export interface Replica {
  readonly server: EdgeServer
  stop(): Promise<void>
}

export async function compose(config: Config, log: Logger): Promise<Replica> {
  const metrics = createMetrics()
  const progress = startUp()
  const flow = createFlow()
  let stopping = false
  const pages = pageList([
    healthPages({
      startUp: progress,
      etcd: () => undefined,
      etcdReadiness: () => undefined,
      shutdown() {
        if (stopping) throw new Error('process is shutting down')
      },
    }),
    versionPages(),
    metricsPages(metrics.render),
  ])
  const serve = createServe({
    route,
    identify: interimIdentifier(config.tokenFile?.text),
    audit: () => ({ close: () => undefined }),
    takeSeat: flow.takeSeat,
    authorize: interimAuthorize,
    bind: (allowed) => bind(allowed, emptyCatalogue, pages),
    perform: (bound) =>
      withinTime(bound, config.requestTimeoutMs, async (request) => {
        if (request.target.to === 'page') return request.target.serve(request)
        throw new Error('no verbs yet')
      }),
    refuse: refusal,
  })
  const server = await createServer({
    ...listenPlan(config),
    certificate: config.tls,
    serve,
    limits: { bodyBytesMax: config.bodyBytesMax },
    events: {
      failed: (error, received) => log.error({ err: error, url: received?.url }, 'request failed'),
      refused: (reason, remoteAddress) => log.warn({ remoteAddress }, reason),
    },
  })
  for (const milestone of Object.values(progress)) milestone.reach()
  return {
    server,
    async stop() {
      stopping = true
      await new Promise((resolve) => setTimeout(resolve, config.shutdownDelayMs))
      await server.drain(config.requestTimeoutMs)
    },
  }
}

const emptyCatalogue = {
  generation: 0,
  groups: [],
  resource: () => undefined,
  byKind: () => undefined,
  resourcesOf: () => [],
  all: () => [],
}
