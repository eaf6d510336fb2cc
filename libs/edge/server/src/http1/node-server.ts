// in: an edge → out: the HTTP/1.1 settings and listeners of a node server. Never: TLS.
import { type IncomingMessage, type Server, type ServerOptions, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Edge } from '../edge.ts'
import { answerHttp1 } from './answer.ts'
import type { Caller } from '../request-life.ts'

const lingerMs = 1_000

export function http1Settings(edge: Edge): ServerOptions {
  const { limits } = edge
  return {
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.idleTimeoutMs,
    connectionsCheckingInterval: Math.min(limits.headersTimeoutMs, 5_000),
    noDelay: true,
    insecureHTTPParser: false,
    // Anything else in an Upgrade header is a wish that HTTP/1.1 allows to ignore.
    shouldUpgradeCallback: (request) =>
      /^(websocket|spdy\/3\.1)$/i.test(request.headers.upgrade ?? ''),
  }
}

/** `callerOf` is asked once a connection. */
export function rememberCallers(callerOf: (socket: Socket) => Caller): (socket: Socket) => Caller {
  const callers = new WeakMap<Socket, Caller>()
  return (socket) => {
    let known = callers.get(socket)
    if (known === undefined) {
      known = callerOf(socket)
      callers.set(socket, known)
    }
    return known
  }
}

export function listenHttp1(
  edge: Edge,
  server: Server,
  callerOf: (socket: Socket) => Caller,
): void {
  const callerAt = rememberCallers(callerOf)
  // 0: no bound by count, for Node drops headers beyond it in silence; headerBytesMax bounds them.
  server.maxHeadersCount = 0
  const answering = new WeakMap<Duplex, ServerResponse>()
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answering.set(request.socket, response)
    answerHttp1(edge, callerAt(request.socket), request, response)
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Uint8Array) => {
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(socket as Socket)
    response.on('finish', () => socket.end())
    answerHttp1(edge, callerAt(socket as Socket), request, response, { socket, head })
  })
  server.on(
    'clientError',
    refuseBroken((socket) => answering.get(socket)),
  )
}

/** Answers bytes that are no HTTP, once a connection; `answerOf`: the newest answer on it. */
export function refuseBroken(
  answerOf: (socket: Duplex) => ServerResponse | undefined = () => undefined,
): (error: NodeJS.ErrnoException, socket: Duplex) => void {
  const ended = new WeakSet<Duplex>()
  return (error, socket) => {
    // What follows broken bytes is broken again: one answer is enough.
    if (ended.has(socket)) return
    ended.add(socket)
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy()
      return
    }
    const answer = answerOf(socket)
    // In the middle of an answer, or behind the last one, no other may begin.
    if (answer?.headersSent && !(answer.writableFinished && answer.shouldKeepAlive)) socket.end()
    else socket.end(unreadable(error.code))
    // Closing with unread bytes would reset the connection before the client has read why.
    socket.resume()
    setTimeout(() => socket.destroy(), lingerMs).unref()
  }
}

/** Nothing was parsed, so there is no request to answer: a Status over a closing connection. */
function unreadable(code: string | undefined): string {
  const [status, reason, message] =
    code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'RequestHeaderFieldsTooLarge', 'the request headers are too large']
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'Timeout', 'the request did not arrive in time']
        : [400, 'BadRequest', 'the request could not be read as HTTP']
  const body = JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code: status,
  })
  return [
    `HTTP/1.1 ${status} ${reason}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}
