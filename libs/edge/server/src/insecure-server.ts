// in: an edge → out: the server of the loopback port: fastify holds the sockets. Never: a socket from elsewhere.
import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { plainCaller } from './caller.ts'
import type { Edge } from './edge.ts'
import { answerHttp1 } from './http1/answer.ts'
import { http1Settings, refuseBroken, rememberCallers } from './http1/node-server.ts'
import { guardLoopback } from './loopback.ts'

/** Loaded only when the port is wanted: fastify is a tenth of a second of a start. */
export async function insecureServer(
  edge: Edge,
  port: number,
  browserPaths: readonly string[] = [],
): Promise<Server> {
  const { fastify } = await import('fastify')
  const guarded: Edge = { ...edge, serve: guardLoopback(edge.serve, port, browserPaths) }
  Object.defineProperty(guarded, 'draining', { get: () => edge.draining })
  const callerAt = rememberCallers((socket: Socket) => plainCaller(socket))
  const refuse = refuseBroken()
  const app = fastify({
    serverFactory: (handler) => createServer(http1Settings(edge), handler),
    // One way for all paths and methods: what is served is a matter of the catalogue.
    rewriteUrl: () => '/',
    clientErrorHandler: (error, socket) => refuse(error, socket),
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.setNotFoundHandler((request, reply) => {
    reply.hijack()
    const raw = request.raw
    raw.url = request.originalUrl
    answerHttp1(guarded, callerAt(raw.socket), raw, reply.raw)
  })
  await app.ready()
  app.server.maxHeadersCount = 0
  return app.server
}
