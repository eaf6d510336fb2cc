// in: a TLS socket that speaks HTTP/1.1 → out: its plain GETs answered; anything else goes to node:http.
import type { TLSSocket } from 'node:tls'
import type { Reply } from '@binnacle/exchange'
import { openSink } from '../body-sink.ts'
import { announcedLength, bodyLength, copyBytesMax, piecesOf, putBody } from '../whole-body.ts'
import { checkRequest } from '../check-request.ts'
import { answer, closeUnsent, type Edge, follow, runStream } from '../edge.ts'
import { IdleWatch } from '../idle-watch.ts'
import { refusal } from '../refusal.ts'
import { HeaderLines } from '../request-headers.ts'
import { type Caller, RequestLife } from '../request-life.ts'
import { warningHeaders } from '../warning-headers.ts'
import { ChunkedOut } from './chunked-out.ts'
import { replyHead } from './reply-head.ts'
import { readSimpleHead, type SimpleHead } from './simple-head.ts'

export interface ConnectionEvents {
  /** From now on the socket is read by somebody else, who finds what came and was not answered. */
  handOver(): void
  /** Once: closed or handed over. */
  over(connection: Http1Connection): void
}

/** Requests that a client sends ahead wait in the socket beyond this. */
const aheadBytesMax = 64 * 1024
const nothing = Buffer.alloc(0)
const noBody = async (): Promise<Uint8Array> => nothing

/**
 * node:http makes two streams and some hundred properties for each request. Most requests need none
 * of it: a GET whose head came in one piece. The first one that is anything else takes the
 * connection to node:http, for good, so that no body and no oddity is ever read here.
 */
export class Http1Connection {
  readonly #edge: Edge
  readonly #caller: Caller
  readonly #socket: TLSSocket
  readonly #events: ConnectionEvents
  readonly #idle: IdleWatch
  #ahead: Buffer = nothing
  #head: SimpleHead | undefined
  #life: RequestLife | undefined
  #out: ChunkedOut | undefined
  #headSent = false
  #isOver = false

  constructor(edge: Edge, caller: Caller, socket: TLSSocket, events: ConnectionEvents) {
    this.#edge = edge
    this.#caller = caller
    this.#socket = socket
    this.#events = events
    const { headersTimeoutMs, idleTimeoutMs } = edge.limits
    this.#idle = new IdleWatch({ firstMs: headersTimeoutMs, idleMs: idleTimeoutMs }, () =>
      socket.destroy(),
    )
    socket.on('data', this.#hear)
    socket.on('drain', this.#drained)
    socket.on('close', this.#closed)
    socket.on('end', this.#clientEnded)
  }

  /** Between two requests. */
  get isIdle(): boolean {
    return this.#life === undefined
  }

  destroy(): void {
    this.#socket.destroy()
  }

  readonly #hear = (piece: Buffer): void => {
    this.#ahead = this.#ahead.length === 0 ? piece : Buffer.concat([this.#ahead, piece])
    if (this.#life !== undefined) {
      if (this.#ahead.length > aheadBytesMax) this.#socket.pause()
      return
    }
    this.#next()
  }

  readonly #drained = (): void => this.#out?.drained()

  readonly #closed = (): void => {
    if (this.#isOver) return
    this.#finish()
    this.#life?.end(true)
  }

  /** As node:http takes it: who sends no more does not want the reply any more. */
  readonly #clientEnded = (): void => {
    this.#socket.end()
    this.#life?.end(true)
  }

  #finish(): void {
    this.#isOver = true
    this.#head = undefined
    this.#idle.stop()
    this.#events.over(this)
  }

  #next(): void {
    if (this.#ahead.length === 0) return
    const head = readSimpleHead(this.#ahead, this.#head)
    if (head === undefined) this.#handOver()
    else {
      this.#head = head.lines === '' ? undefined : head
      this.#ahead = this.#ahead.subarray(head.length)
      this.#begin(head)
    }
  }

  #handOver(): void {
    const socket = this.#socket
    socket.pause()
    socket.removeListener('data', this.#hear)
    socket.removeListener('drain', this.#drained)
    socket.removeListener('close', this.#closed)
    socket.removeListener('end', this.#clientEnded)
    this.#finish()
    socket.unshift(this.#ahead)
    this.#ahead = nothing
    this.#events.handOver()
    socket.resume()
  }

  #begin(head: SimpleHead): void {
    const edge = this.#edge
    const life = new RequestLife({
      method: 'GET',
      url: head.path,
      headers: new HeaderLines(head.names, head.values),
      httpVersion: 1,
      caller: this.#caller,
      body: noBody,
    })
    this.#life = life
    this.#headSent = false
    this.#idle.begin()
    follow(edge, life)
    const wrong = checkRequest(life.received.url, life.received.headers)
    if (wrong !== undefined) this.#write(life, refusal(wrong))
    else answer(edge, life, (reply) => this.#writeSafely(life, reply))
  }

  /** A head that cannot be written is this request's trouble alone. */
  #writeSafely(life: RequestLife, reply: Reply): void {
    try {
      this.#write(life, reply)
    } catch (error) {
      this.#edge.events.failed?.(error, life.received)
      if (this.#headSent) this.#socket.destroy()
      else this.#write(life, refusal(error))
    }
  }

  #write(life: RequestLife, reply: Reply): void {
    if (life.over || this.#socket.destroyed) {
      closeUnsent(this.#edge, life, new ChunkedOut(this.#socket, () => undefined), reply)
      return
    }
    if ('upgrade' in reply) {
      throw new Error('a reply took over a connection that asked for no upgrade')
    }
    const warnings = warningHeaders(life.received.warnings)
    const { draining, limits } = this.#edge
    const keptForMs = draining ? undefined : limits.idleTimeoutMs
    if ('stream' in reply) {
      const head = replyHead(reply, { warnings, length: undefined, chunked: true, keptForMs })
      const out = new ChunkedOut(this.#socket, () => this.#answered(life, draining))
      this.#headSent = true
      this.#out = out
      this.#socket.write(head, 'latin1')
      runStream(this.#edge, life, openSink(out, life), reply, () => this.#socket.destroy())
      return
    }
    const bytes = bodyLength(reply.body)
    const length = announcedLength(reply.status, bytes)
    const head = replyHead(reply, { warnings, length, chunked: false, keptForMs })
    this.#headSent = true
    const sent = (error?: Error | null) => {
      if (!error) this.#answered(life, draining)
    }
    if (length === undefined || bytes <= copyBytesMax) {
      const whole = Buffer.allocUnsafe(head.length + (length ?? 0))
      whole.write(head, 'latin1')
      if (length !== undefined) putBody(reply.body, whole, head.length)
      this.#socket.write(whole, sent)
      return
    }
    this.#socket.cork()
    this.#socket.write(head, 'latin1')
    const pieces = piecesOf(reply.body)
    for (const piece of pieces.slice(0, -1)) this.#socket.write(piece)
    this.#socket.write(pieces.at(-1) ?? nothing, sent)
    this.#socket.uncork()
  }

  #answered(life: RequestLife, isLast: boolean): void {
    this.#life = undefined
    this.#out = undefined
    this.#idle.end()
    life.end(false)
    if (this.#isOver) return
    if (isLast || this.#edge.draining || this.#socket.readableEnded) {
      this.#socket.end()
      return
    }
    if (this.#socket.isPaused()) this.#socket.resume()
    this.#next()
  }
}
