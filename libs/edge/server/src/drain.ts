// in: a running server → out: a quiet one: what was begun is finished, watches end cleanly.
import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Edge } from './edge.ts'
import type { Http1Connection } from './http1/connection.ts'
import type { Http2Session } from './http2/session.ts'

export interface DrainTimes {
  /** What still runs then is cut. */
  readonly graceMs: number
  /**
   * So long connections of HTTP/1.1 without a request stay open: the next answer on them says
   * that it is the last. Closing them at once would cut requests that are on their way.
   */
  readonly lingerMs: number
  /** Over so long streams are ended, evenly. Default: half of `graceMs`. */
  readonly streamsMs?: number | undefined
}

/** Those that node:http does not know of. */
export interface OpenConnections {
  readonly http1: Set<Http1Connection>
  readonly http2: Set<Http2Session>
}

const pollMs = 20
/** Clients come back elsewhere, with a list or a resumed watch: so many a second are no burden. */
const streamsPerSecondMin = 400

/** Call after readiness has failed for a while, so that clients were led elsewhere before. */
export async function drain(
  edge: Edge,
  servers: readonly Server[],
  open: OpenConnections,
  { graceMs, lingerMs, streamsMs = graceMs / 2 }: DrainTimes,
): Promise<void> {
  edge.draining = true
  const beganMs = performance.now()
  // Not http's own close: that would cut idle connections at once.
  const closed = servers.map(
    (server) => new Promise((resolve) => NetServer.prototype.close.call(server, resolve)),
  )
  // GOAWAY: streams that run may finish, new ones go to another replica.
  for (const session of open.http2) session.close()
  const lingered = linger(servers, open.http1, beganMs + lingerMs)
  await endStreams(edge, Math.min(streamsMs, graceMs))
  await lingered
  const deadline = beganMs + graceMs
  while (edge.lives.size > 0 && performance.now() < deadline) {
    // Begun on an old connection meanwhile: the client is to go on elsewhere.
    for (const sink of edge.sinks) sink.stop()
    await sleep(pollMs)
  }
  for (const session of open.http2) session.destroy()
  for (const connection of open.http1) connection.destroy()
  for (const server of servers) {
    server.closeAllConnections()
    // Its timers end, too; that it does not listen any more is known.
    server.close(() => undefined)
  }
  await Promise.all(closed)
}

/** Resolves when no connection is left, or none has asked for long. */
async function linger(
  servers: readonly Server[],
  connections: ReadonlySet<Http1Connection>,
  untilMs: number,
): Promise<void> {
  while (performance.now() < untilMs && (await connectionsOf(servers)) > 0) await sleep(pollMs)
  for (const server of servers) server.closeIdleConnections()
  for (const connection of connections) if (connection.isIdle) connection.destroy()
}

async function connectionsOf(servers: readonly Server[]): Promise<number> {
  const counts = servers.map(
    (server) =>
      new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count ?? 0))),
  )
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
}

/** Evenly over the time, so that thousands of clients do not come back at one moment. */
async function endStreams(edge: Edge, withinMs: number): Promise<void> {
  const sinks = [...edge.sinks]
  const least = (streamsPerSecondMin * pollMs) / 1000
  const batch = Math.max(least, Math.ceil(sinks.length / Math.max(1, withinMs / pollMs)))
  for (let i = 0; i < sinks.length; i += batch) {
    for (const open of sinks.slice(i, i + batch)) open.stop()
    if (i + batch < sinks.length) await sleep(pollMs)
  }
}
