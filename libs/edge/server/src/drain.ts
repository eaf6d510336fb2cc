// in: a running server → out: a quiet one: what was begun is finished, watches end cleanly.
import type { Server } from 'node:http'
import type { ServerHttp2Session } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Edge } from './edge.ts'

const pollMs = 20

/** Call after readiness has failed for a while, so that clients were led elsewhere before. */
export async function drain(
  edge: Edge,
  servers: readonly Server[],
  sessions: ReadonlySet<ServerHttp2Session>,
  graceMs: number,
): Promise<void> {
  edge.draining = true
  const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)))
  // GOAWAY: streams that run may finish, new ones go to another replica.
  for (const session of sessions) session.close()
  for (const server of servers) server.closeIdleConnections()
  await endStreams(edge, graceMs / 2)
  const deadline = performance.now() + graceMs
  while (edge.lives.size > 0 && performance.now() < deadline) await sleep(pollMs)
  for (const session of sessions) session.destroy()
  for (const server of servers) server.closeAllConnections()
  await Promise.all(closed)
}

/** Evenly over the time, so that thousands of clients do not come back at one moment. */
async function endStreams(edge: Edge, withinMs: number): Promise<void> {
  const sinks = [...edge.sinks]
  const batch = Math.max(200, Math.ceil(sinks.length / Math.max(1, withinMs / pollMs)))
  for (let i = 0; i < sinks.length; i += batch) {
    for (const open of sinks.slice(i, i + batch)) open.stop()
    if (i + batch < sinks.length) await sleep(pollMs)
  }
}
