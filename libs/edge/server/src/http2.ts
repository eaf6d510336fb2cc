// in: a TLS socket that speaks h2 → out: its requests answered, with bounds that protect the others.
import {
  constants,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { TLSSocket } from 'node:tls'
import type { Reply } from '@binnacle/exchange'
import { openSink } from './body-sink.ts'
import { checkRequest } from './check-request.ts'
import { answer, bodyLength, closeUnsent, type Edge, joined, runStream } from './edge.ts'
import { IdleWatch } from './idle-watch.ts'
import { readBody } from './read-body.ts'
import { refusal } from './refusal.ts'
import { headersFromList } from './request-headers.ts'
import { type Caller, RequestLife } from './request-life.ts'
import { ResetCounter } from './reset-counter.ts'
import { warningHeaders } from './warning-headers.ts'

export function serveHttp2(edge: Edge, caller: Caller, socket: TLSSocket): ServerHttp2Session {
  const { limits } = edge
  const session = performServerHandshake(socket, {
    maxHeaderListPairs: limits.headerPairsMax,
    maxSessionMemory: limits.sessionMemoryMiBMax,
    maxSendHeaderBlockLength: limits.headerBytesMax,
    settings: {
      maxConcurrentStreams: limits.streamsPerConnectionMax,
      initialWindowSize: limits.streamWindowBytes,
      maxHeaderListSize: limits.headerBytesMax,
      enablePush: false,
    },
  })
  const resets = new ResetCounter(limits.rapidResetsMax, limits.rapidResetWindowMs)
  const idle = new IdleWatch(
    { firstMs: limits.headersTimeoutMs, idleMs: limits.idleTimeoutMs },
    () => session.close(),
  )
  session.on('error', () => session.destroy())
  session.on('close', () => idle.stop())
  session.on('connect', () => session.setLocalWindowSize(limits.streamWindowBytes * 16))
  session.on('stream', (stream, headers, _flags, list) => {
    const life = answerHttp2(
      edge,
      caller,
      stream,
      String(headers[':method']),
      headers[':path'],
      list,
    )
    idle.begin()
    // Long-lived connections would stay with the replica that was up first: some are sent on.
    if (Math.random() < edge.goawayChance) session.close()
    stream.on('close', () => {
      idle.end()
      const early = !stream.headersSent
      // Node closes a stream that both sides have ended before it calls its write finished.
      life.end(early || !stream.writableEnded || stream.rstCode !== constants.NGHTTP2_NO_ERROR)
      // The first one too many ends the session, and with it all its other streams.
      if (early && !session.destroyed && resets.add()) {
        edge.events.refused?.(
          'too many streams were reset before their answer',
          caller.remoteAddress,
        )
        session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM)
        session.destroy()
      }
    })
  })
  return session
}

function answerHttp2(
  edge: Edge,
  caller: Caller,
  stream: ServerHttp2Stream,
  method: string,
  target: string | undefined,
  list: readonly string[],
): RequestLife {
  const headers = headersFromList(list)
  const life = new RequestLife({
    method,
    url: target ?? '',
    headers,
    httpVersion: 2,
    caller,
    body: () =>
      readBody(stream, headers.get('content-length'), {
        bytesMax: edge.limits.bodyBytesMax,
        timeoutMs: edge.limits.requestTimeoutMs,
        bytesPerSecondMin: edge.limits.bodyBytesPerSecondMin,
      }),
  })
  edge.lives.add(life)
  life.onOver(() => edge.lives.delete(life))
  // A reset stream reports itself here and then closes; without a listener it would end the process.
  stream.on('error', ignore)
  const wrong = checkRequest(life.received.url, headers)
  if (wrong !== undefined) write(edge, life, stream, method, refusal(wrong))
  else answer(edge, life, (reply) => writeSafely(edge, life, stream, method, reply))
  return life
}

function ignore(): void {}

/** A head that cannot be written is this request's trouble alone, as over HTTP/1.1. */
function writeSafely(
  edge: Edge,
  life: RequestLife,
  stream: ServerHttp2Stream,
  method: string,
  reply: Reply,
): void {
  try {
    write(edge, life, stream, method, reply)
  } catch (error) {
    edge.events.failed?.(error, life.received)
    if (stream.headersSent) stream.close(constants.NGHTTP2_INTERNAL_ERROR)
    else write(edge, life, stream, method, refusal(error))
  }
}

const lowerCase = new Map<string, string>()

function lower(name: string): string {
  const known = lowerCase.get(name)
  if (known !== undefined) return known
  const lowered = name.toLowerCase()
  if (lowerCase.size < 256) lowerCase.set(name, lowered)
  return lowered
}

/** Names and values in turn: Node sends such a list as it is. */
function headOf(life: RequestLife, reply: Exclude<Reply, { upgrade: unknown }>): string[] {
  const head = [':status', String(reply.status)]
  for (const [name, value] of reply.headers) head.push(lower(name), value)
  const { warnings } = life.received
  if (warnings.length > 0) for (const text of warningHeaders(warnings)) head.push('warning', text)
  return head
}

function write(
  edge: Edge,
  life: RequestLife,
  stream: ServerHttp2Stream,
  method: string,
  reply: Reply,
): void {
  if (life.over || stream.destroyed) {
    closeUnsent(edge, life, stream, reply)
    return
  }
  if ('upgrade' in reply) {
    const wrong = new Error('a reply took over a connection that asked for no upgrade')
    edge.events.failed?.(wrong, life.received)
    stream.close(constants.NGHTTP2_INTERNAL_ERROR)
    return
  }
  const head = headOf(life, reply)
  if ('stream' in reply) {
    stream.respond(head, { endStream: method === 'HEAD' })
    if (method === 'HEAD') return
    runStream(edge, life, openSink(stream, life), reply, () =>
      stream.close(constants.NGHTTP2_INTERNAL_ERROR),
    )
    return
  }
  const body = joined(reply.body)
  const length = bodyLength(body)
  if (reply.status !== 204 && reply.status !== 304) head.push('content-length', String(length))
  const empty = method === 'HEAD' || length === 0
  stream.respond(head, { endStream: empty })
  if (!empty) {
    if (typeof body === 'string' || body instanceof Uint8Array) stream.end(body)
    else {
      stream.cork()
      for (const chunk of body) stream.write(chunk)
      stream.end()
      stream.uncork()
    }
  }
  // A body that nobody read: tell the client to stop sending it.
  if (!stream.readableEnded && reply.status >= 400) stream.resume()
}
