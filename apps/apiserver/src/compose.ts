// in: a config → out: a replica that serves. Wires the rooms; decides nothing itself.
import { setTimeout as sleep } from 'node:timers/promises'
import { renderAdmissionMetrics } from '@binnacle/admission'
import { builtinCatalogue, createLiveCatalogue } from '@binnacle/catalogue'
import { consolePaths, startUp } from '@binnacle/pages'
import { bind, route } from '@binnacle/route'
import { createServer, type EdgeServer } from '@binnacle/server'
import { aggregateRoles, repairServices, reportFlowSchemas } from '@binnacle/loops'
import { createMetrics, type Logger, type Metrics, RecentRequests } from '@binnacle/telemetry'
import { createAdoptStored, createVerbs } from '@binnacle/verbs'
import { aggregationOf } from './aggregation.ts'
import { auditorOf } from './audit.ts'
import { bootstrapCluster, bootstrapTools } from './bootstrap-cluster.ts'
import type { Config } from './config.ts'
import { consoleOf } from './console.ts'
import { crossOrigin } from './cross-origin.ts'
import { withinTime } from './deadline.ts'
import { definitionsOf } from './definitions.ts'
import { createAccess } from './identity.ts'
import { flowControlOf } from './flow-control.ts'
import { insist } from './insist.ts'
import { lastRequests } from './last-requests.ts'
import { constantHeaders, edgeLimits, listenPlan } from './listen-plan.ts'
import { observe, requestId } from './observe.ts'
import { openStore } from './open-store.ts'
import { ownClient } from './own-client.ts'
import { createPages } from './pages.ts'
import { advertised, external, ownId, presenceOf } from './presence.ts'
import { refuse } from './refuse.ts'
import { renewCertificate } from './renew-certificate.ts'
import { createServe } from './serve.ts'
import { createShapes } from './shapes.ts'
import { standaloneOf } from './standalone.ts'
import { createSurroundings } from './surroundings.ts'
import { tracerOf } from './tracer.ts'
import { verbToolsOf } from './verb-tools.ts'

export interface Replica {
  readonly server: EdgeServer
  stop(): Promise<void>
}

/** A slow disk may keep a new etcd busy for a while. */
const etcdFirstAnswerMs = 30_000
/** How long other replicas are told at most that this one ends. */
const signOffMs = 5_000
/** Only who waits for balancers has clients that are to notice nothing. */
const lingerMaxMs = 3_000

const runningIn = (metrics: Metrics) => () => {
  const { readOnly, mutating } = metrics.running()
  return readOnly + mutating
}

export async function compose(config: Config, log: Logger): Promise<Replica> {
  const metrics = createMetrics()
  metrics.text(renderAdmissionMetrics)
  const recent = new RecentRequests()
  const progress = startUp()
  const builtin = builtinCatalogue(config.runtimeConfig)
  const opened = openStore(config.store, createAdoptStored(builtin), (text) => log.info(text))
  const { store } = opened
  const live = createLiveCatalogue(builtin)
  const shapes = createShapes(live)
  const { identifier, authorizer, services } = createAccess(
    config.identity,
    config.access,
    store,
    shapes,
    (message) => log.warn(message),
  )
  const flow = flowControlOf(config, { catalogue: live, store, shapes, metrics })
  const surroundings = createSurroundings({
    settings: config.settings,
    catalogue: live,
    store,
    shapes,
    authorize: authorizer.decide,
    access: services,
  })
  const verbTools = verbToolsOf(surroundings, config)
  const verbs = createVerbs(verbTools)
  const auditor = auditorOf(config.audit, (message) => log.warn(message))
  const definitions = definitionsOf(live, store, shapes, (message) => log.warn(message))
  const behind = aggregationOf(config, shapes, surroundings, (message) => log.warn(message))
  let stopping = false
  const { serving } = config
  const pages = createPages({
    progress,
    opened,
    metrics,
    catalogue: live,
    tokens: identifier.tokens,
    authorizer,
    address: external(config),
    livezGraceMs: serving.livezGraceMs,
    hiddenMetrics: config.hiddenMetrics,
    jwksUri: config.access.jwksUri,
    unlisted: flow.pages,
    log,
    elsewhere: behind,
    console: consoleOf({
      id: ownId(config),
      address: advertised(config),
      metrics,
      recent,
      opened,
      surroundings,
    }),
    flags: config.shownFlags,
    isStopping: () => stopping,
  })
  const serve = createServe({
    route,
    identify: (routed) => identifier.identify(routed),
    audit: (identified) => auditor?.open(identified),
    auditUnknown: (routed, reply) => auditor?.refused(routed, reply),
    takeSeat: flow.takeSeat,
    authorize: (seated) => authorizer.allow(seated),
    bind(allowed) {
      const target = behind?.targetOf(allowed)
      if (target) return Object.assign(allowed, { target })
      const known = definitions.known(allowed)
      if (known === undefined) return bind(allowed, live.current(), pages)
      return known.then(() => bind(allowed, live.current(), pages))
    },
    perform: (bound) => withinTime(bound, serving.requestTimeoutMs, verbs.perform),
    refuse,
  })
  const tracer = tracerOf(config, log)
  const last = lastRequests(crossOrigin(serve, serving.origins), runningIn(metrics))
  const server = await createServer({
    ...listenPlan(config),
    browserPaths: consolePaths,
    certificate: config.tls,
    serve: observe(last.serve, {
      ...{ metrics, recent, log, trace: tracer?.note },
      constants: constantHeaders(serving),
    }),
    http1Only: serving.http1Only,
    limits: edgeLimits(serving),
    goawayChance: serving.goawayChance,
    events: {
      failed(error, received) {
        const named = received && { url: received.url, requestId: requestId(received) }
        log.error({ err: error, ...named }, 'request failed')
      },
      refused: (reason, remoteAddress) => log.warn({ remoteAddress }, reason),
    },
  })
  const renewal = renewCertificate(server, config.tls, config.readTls, (error) =>
    log.warn({ err: error }, 'the certificate files are not taken over'),
  )
  await opened.reach(etcdFirstAnswerMs)
  await store.ready()
  progress.store.reach()
  const bootTools = bootstrapTools(live, store, shapes)
  const patiently = (step: () => Promise<unknown>) => insist(step, (text) => log.warn(text))
  await patiently(() => bootstrapCluster(config, bootTools))
  const presence = presenceOf(config, bootTools, (error) => log.warn({ err: error }, 'presence'))
  await patiently(() => definitions.loop.start())
  progress.bootstrap.reach()
  await behind?.ready
  behind?.start(bootTools, definitions.track)
  await authorizer.ready
  await flow.start()
  await patiently(() => presence.start())
  const aggregation = config.controllers
    ? aggregateRoles(bootTools, (error) => log.warn({ err: error }, 'aggregation of roles'))
    : undefined
  await aggregation?.ready
  const flowSchemas = reportFlowSchemas({
    catalogue: live,
    store,
    client: ownClient(verbTools),
    shapeOf: shapes.of,
    now: () => new Date(),
    log: (message) => log.warn(message),
  })
  const repair = repairServices({
    surroundings,
    isOurTurn: () => presence.isFirst(),
    now: () => new Date(),
    log: (message) => log.info(message),
  })
  const standalone = standaloneOf(config, live, verbTools, identifier.tokens, (text) =>
    log.info(text),
  )
  standalone?.start()
  progress.loops.reach()
  return {
    server,
    async stop() {
      stopping = true
      const signOff = async () => {
        await standalone?.stop()
        await presence.stop().catch((error) => log.warn({ err: error }, 'presence'))
      }
      // Without etcd nobody can sign off: that keeps no replica from ending.
      await Promise.all([
        Promise.race([signOff(), sleep(signOffMs, undefined, { ref: false })]),
        sleep(serving.shutdown.delayMs),
      ])
      renewal.stop()
      const { delayMs, retryAfter, watchesMs: streamsMs } = serving.shutdown
      const graceMs = serving.requestTimeoutMs
      if (retryAfter) await last.turnAway(graceMs)
      await server.drain({ graceMs, lingerMs: Math.min(lingerMaxMs, delayMs), streamsMs })
      await auditor?.close()
      await tracer?.close()
      aggregation?.close()
      behind?.close()
      flowSchemas.close()
      repair.close()
      flow.stop()
      identifier.close()
      authorizer.close()
      definitions.loop.stop()
      await opened.close()
    },
  }
}
