// in: a TLS socket that speaks h2 → out: its requests answered, with bounds that protect the others.
import type { TLSSocket } from 'node:tls'
import type { Reply } from '@binnacle/exchange'
import { errorCodes, flags, frameTypes, headBytes, putHead } from '@binnacle/http2'
import { requestHeaderFieldsTooLarge } from '@binnacle/meta'
import { openSink } from './body-sink.ts'
import { checkRequest } from './check-request.ts'
import { answer, closeUnsent, type Edge, follow, runStream } from './edge.ts'
import { replyHead } from './http2/reply-head.ts'
import type { RequestHead } from './http2/request-head.ts'
import { Http2Session } from './http2/session.ts'
import type { Http2Stream } from './http2/stream.ts'
import { IdleWatch } from './idle-watch.ts'
import { readBody } from './read-body.ts'
import { refusal } from './refusal.ts'
import { HeaderLines } from './request-headers.ts'
import { type Caller, RequestLife } from './request-life.ts'
import { ResetCounter } from './reset-counter.ts'
import { warningHeaders } from './warning-headers.ts'
import { announcedLength, bodyLength, piecesOf, putBody } from './whole-body.ts'

/** `closed` is called once. */
export function serveHttp2(
  edge: Edge,
  caller: Caller,
  socket: TLSSocket,
  closed: (session: Http2Session) => void,
): Http2Session {
  const { limits } = edge
  const lives = new Map<Http2Stream, RequestLife>()
  const resets = new ResetCounter(limits.rapidResetsMax, limits.rapidResetWindowMs)
  const refused = (reason: string) => edge.events.refused?.(reason, caller.remoteAddress)
  const session = new Http2Session(socket, limits, {
    stream(stream, head) {
      idle.begin()
      const life = lifeOf(edge, caller, stream, head)
      lives.set(stream, life)
      answerHttp2(edge, life, session, stream, head)
      // Long-lived connections would stay with the replica that was up first: some are sent on.
      if (Math.random() < edge.goawayChance) session.close()
    },
    streamOver(stream, isSent) {
      idle.end()
      lives.get(stream)?.end(!isSent)
      lives.delete(stream)
      // The first one too many ends the session, and with it all its other streams.
      if (stream.headSent || session.destroyed || !resets.add()) return
      refused('too many streams were reset before their answer')
      session.fail(errorCodes.enhanceYourCalm)
    },
    refused,
    close() {
      idle.stop()
      closed(session)
    },
  })
  const idle = new IdleWatch(
    { firstMs: limits.headersTimeoutMs, idleMs: limits.idleTimeoutMs },
    () => session.close(),
  )
  return session
}

function lifeOf(edge: Edge, caller: Caller, stream: Http2Stream, head: RequestHead): RequestLife {
  const headers = new HeaderLines(head.names, head.values)
  const life = new RequestLife({
    method: head.method,
    url: head.path,
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
  follow(edge, life)
  return life
}

function answerHttp2(
  edge: Edge,
  life: RequestLife,
  session: Http2Session,
  stream: Http2Stream,
  head: RequestHead,
): void {
  const { received } = life
  const wrong = head.tooLarge
    ? requestHeaderFieldsTooLarge()
    : checkRequest(received.url, received.headers)
  if (wrong !== undefined) write(edge, life, session, stream, refusal(wrong))
  else answer(edge, life, (reply) => writeSafely(edge, life, session, stream, reply))
}

/** A head that cannot be written is this request's trouble alone, as over HTTP/1.1. */
function writeSafely(
  edge: Edge,
  life: RequestLife,
  session: Http2Session,
  stream: Http2Stream,
  reply: Reply,
): void {
  try {
    write(edge, life, session, stream, reply)
  } catch (error) {
    edge.events.failed?.(error, life.received)
    if (stream.headSent) session.reset(stream, errorCodes.internal)
    else write(edge, life, session, stream, refusal(error))
  }
}

function write(
  edge: Edge,
  life: RequestLife,
  session: Http2Session,
  stream: Http2Stream,
  reply: Reply,
): void {
  if (life.over || stream.cut) {
    closeUnsent(edge, life, stream, reply)
    return
  }
  if ('upgrade' in reply) {
    const wrong = new Error('a reply took over a connection that asked for no upgrade')
    edge.events.failed?.(wrong, life.received)
    session.reset(stream, errorCodes.internal)
    return
  }
  const { method } = life.received
  const warnings = warningHeaders(life.received.warnings)
  if (!('stream' in reply)) {
    writeWhole(session, stream, reply, { warnings, isHead: method === 'HEAD' })
    return
  }
  const isLast = method === 'HEAD'
  const head = replyHead(stream.id, reply, warnings, { isLast, room: 0 })
  if (isLast) {
    session.sendLast(stream, head, 0)
    return
  }
  session.outbox.add(head)
  stream.headSent = true
  runStream(edge, life, openSink(stream, life), reply, () =>
    session.reset(stream, errorCodes.internal),
  )
}

/** Head and body in one piece where they fit. */
function writeWhole(
  session: Http2Session,
  stream: Http2Stream,
  reply: Extract<Reply, { body: unknown }>,
  { warnings, isHead }: { readonly warnings: readonly string[]; readonly isHead: boolean },
): void {
  const bytes = bodyLength(reply.body)
  const length = announcedLength(reply.status, bytes)
  const isLast = isHead || bytes === 0
  const isAtOnce = !isLast && session.fits(stream, bytes)
  const room = isAtOnce ? headBytes + bytes : 0
  const head = replyHead(stream.id, reply, warnings, { length, isLast, room })
  if (isAtOnce) {
    const from = head.length - room
    putHead(head, from, [frameTypes.data, flags.endStream, stream.id, bytes])
    putBody(reply.body, head, from + headBytes)
  }
  if (isAtOnce || isLast) {
    session.sendLast(stream, head, isLast ? 0 : bytes)
    return
  }
  session.outbox.add(head)
  stream.headSent = true
  for (const piece of piecesOf(reply.body)) stream.write(piece)
  stream.end()
}
