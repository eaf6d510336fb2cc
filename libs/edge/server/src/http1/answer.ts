// in: an HTTP/1.1 request of node:http → out: its answer on the same socket.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Reply } from '@binnacle/exchange'
import { openSink } from '../body-sink.ts'
import { readableSource } from '../body-source.ts'
import { checkRequest } from '../check-request.ts'
import { answer, closeUnsent, type Edge, follow, runStream } from '../edge.ts'
import { readBody } from '../read-body.ts'
import { refusal } from '../refusal.ts'
import { headersFromList } from '../request-headers.ts'
import { type Caller, RequestLife } from '../request-life.ts'
import { warningHeaders } from '../warning-headers.ts'
import { announcedLength, bodyLength, joined } from '../whole-body.ts'

/** The connection behind an upgrade request: its socket and what came behind the head. */
export interface Takeover {
  readonly socket: Duplex
  readonly head: Uint8Array
}

export function answerHttp1(
  edge: Edge,
  caller: Caller,
  request: IncomingMessage,
  response: ServerResponse,
  takeover?: Takeover,
): void {
  const headers = headersFromList(request.rawHeaders)
  const life = new RequestLife({
    method: request.method ?? '',
    url: request.url ?? '',
    headers,
    httpVersion: 1,
    caller,
    body: () =>
      readBody(readableSource(request), headers.get('content-length'), {
        bytesMax: edge.limits.bodyBytesMax,
        timeoutMs: edge.limits.requestTimeoutMs,
        bytesPerSecondMin: edge.limits.bodyBytesPerSecondMin,
      }),
    upgrade: takeover && (() => takeover),
  })
  follow(edge, life)
  response.on('close', () => life.end(!response.writableFinished))
  response.on('error', () => life.end(true))
  const wrong = checkRequest(life.received.url, headers)
  if (wrong !== undefined) {
    response.shouldKeepAlive = false
    write(edge, life, request, response, refusal(wrong))
    return
  }
  answer(edge, life, (reply) => {
    try {
      if ('upgrade' in reply) takeOver(edge, life, response, takeover, reply)
      else write(edge, life, request, response, reply)
    } catch (error) {
      // A head that cannot be written is this request's trouble alone.
      edge.events.failed?.(error, life.received)
      if (response.headersSent) response.destroy()
      else write(edge, life, request, response, refusal(error))
    }
  })
}

function write(
  edge: Edge,
  life: RequestLife,
  request: IncomingMessage,
  response: ServerResponse,
  reply: Exclude<Reply, { upgrade: unknown }>,
): void {
  if (life.over || response.destroyed) {
    closeUnsent(edge, life, response, reply)
    return
  }
  const head: string[] = []
  for (const [name, value] of reply.headers) head.push(name, value)
  for (const text of warningHeaders(life.received.warnings)) head.push('Warning', text)
  // A body that nobody read would be taken for the next request: close instead of reading it all.
  if (edge.draining || (!request.complete && reply.status >= 400)) response.shouldKeepAlive = false
  if ('stream' in reply) {
    response.writeHead(reply.status, head)
    if (request.method === 'HEAD') {
      response.end()
      return
    }
    response.flushHeaders()
    runStream(edge, life, openSink(response, life), reply, () => response.destroy())
    return
  }
  const body = joined(reply.body)
  const length = announcedLength(reply.status, bodyLength(body))
  if (length !== undefined) head.push('Content-Length', String(length))
  response.writeHead(reply.status, head)
  // Node joins a head and a text into one UTF-8 string, which would encode a warning's bytes twice.
  const text = typeof body === 'string' && life.received.warnings.length > 0
  if (request.method === 'HEAD') response.end()
  else if (text) response.end(Buffer.from(body))
  else if (typeof body === 'string' || body instanceof Uint8Array) response.end(body)
  else {
    response.cork()
    for (const chunk of body) response.write(chunk)
    response.end()
    response.uncork()
  }
}

function takeOver(
  edge: Edge,
  life: RequestLife,
  response: ServerResponse,
  takeover: Takeover | undefined,
  reply: Extract<Reply, { upgrade: unknown }>,
): void {
  if (takeover === undefined) {
    const wrong = new Error('a reply took over a connection that asked for no upgrade')
    edge.events.failed?.(wrong, life.received)
    response.destroy()
    return
  }
  const { socket, head } = takeover
  response.detachSocket(socket as never)
  socket.on('close', () => life.end(false))
  socket.on('error', () => socket.destroy())
  Promise.resolve()
    .then(() => reply.upgrade(socket, head))
    .catch((error: unknown) => {
      edge.events.failed?.(error, life.received)
      socket.destroy()
    })
}
