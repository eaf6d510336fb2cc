// in: a socket that speaks h2 → out: its streams, from begin to end, and what is sent on them.
import type { Duplex } from 'node:stream'
import {
  errorCodes,
  firstWindowBytes,
  frameOf,
  frameTypes,
  headBytes,
  numberFrame,
} from '@binnacle/http2'
import type { EdgeLimits } from '../limits.ts'
import { Outbox } from './outbox.ts'
import { Receiver, type ReceiverHost } from './receiver.ts'
import type { RequestHead } from './request-head.ts'
import { Http2Stream, type StreamHost } from './stream.ts'
import { windowAfter, windowBytesMax } from './windows.ts'

export interface SessionEvents {
  /** A request has begun. */
  stream(stream: Http2Stream, head: RequestHead): void
  /** Once for each stream; `isSent`: the socket has taken its whole reply. */
  streamOver(stream: Http2Stream, isSent: boolean): void
  /** The connection was ended for bad manners. */
  refused(reason: string): void
  close(): void
}

/** For the answer of a ping behind GOAWAY, until which new streams are still taken. */
const farewellMs = 1_000

export class Http2Session implements StreamHost, ReceiverHost {
  readonly outbox: Outbox
  readonly streams = new Map<number, Http2Stream>()
  readonly #socket: Duplex
  readonly #limits: EdgeLimits
  readonly #events: SessionEvents
  readonly #receiver: Receiver
  /** Streams whose reply waits for the socket or for the connection's window. */
  readonly #blocked = new Set<Http2Stream>()
  #sendWindow: number = firstWindowBytes
  #leaving: 'no' | 'asked' | 'told' = 'no'
  #farewell: NodeJS.Timeout | undefined
  #dead = false

  constructor(socket: Duplex, limits: EdgeLimits, events: SessionEvents) {
    this.#socket = socket
    this.#limits = limits
    this.#events = events
    this.outbox = new Outbox(socket, () => this.#pumpBlocked())
    this.#receiver = new Receiver(this, limits)
    socket.on('data', this.#hear)
    socket.on('error', () => this.destroy())
    socket.on('close', () => this.destroy())
    this.#receiver.greet()
  }

  get destroyed(): boolean {
    return this.#dead
  }

  /** Takes no new streams, and ends behind the last one. Those on their way here are served. */
  close(): void {
    if (this.#dead || this.#leaving !== 'no') return
    this.#leaving = 'asked'
    this.#sayGoaway(windowBytesMax, errorCodes.none)
    this.outbox.add(frameOf(frameTypes.ping, 0, 0, 8).fill(0, headBytes))
    this.#farewell = setTimeout(() => this.pingAnswered(), farewellMs).unref()
  }

  destroy(): void {
    if (this.#dead) return
    this.#dead = true
    clearTimeout(this.#farewell)
    this.#socket.destroy()
    this.outbox.lose()
    this.#dropAll()
    this.#events.close()
  }

  /** Ends it with a reason that the client can read. */
  fail(code: number): void {
    if (this.#dead) return
    this.#socket.removeListener('data', this.#hear)
    this.#leaving = 'told'
    this.#sayGoaway(this.#receiver.lastStream, code)
    this.#dropAll()
    this.#endSoon()
  }

  // Requests, as the receiver finds them.

  begin(id: number, head: RequestHead, ends: boolean): void {
    const window = this.#receiver.peer.windowBytes
    const stream = new Http2Stream(this, id, window, this.#limits.streamWindowBytes)
    this.streams.set(id, stream)
    stream.announced = head.contentLength
    if (ends && !stream.receive(Buffer.alloc(0), true)) this.reset(stream, errorCodes.protocol)
    else this.#events.stream(stream, head)
  }

  refused(reason: string): void {
    this.#events.refused(reason)
  }

  /** New streams are of no interest any more. */
  get deaf(): boolean {
    return this.#dead || this.#leaving === 'told'
  }

  /** By now the client has heard that it is to go: nothing of it can be on its way any more. */
  pingAnswered(): void {
    if (this.#dead || this.#leaving !== 'asked') return
    clearTimeout(this.#farewell)
    this.#leaving = 'told'
    this.#sayGoaway(this.#receiver.lastStream, errorCodes.none)
    this.#endWhenQuiet()
  }

  // Replies.

  /** Such a body may go out at once. */
  fits(stream: Http2Stream, bytes: number): boolean {
    const { frameBytesMax } = this.#receiver.peer
    return bytes <= Math.min(stream.sendWindow, this.#sendWindow, frameBytesMax)
  }

  /** The last frames of a reply, with so many bytes of a body. */
  sendLast(stream: Http2Stream, frames: Buffer, bodyBytes: number): void {
    stream.sendWindow -= bodyBytes
    this.#sendWindow -= bodyBytes
    stream.headSent = true
    stream.endSent = true
    this.outbox.add(frames)
    this.finished(stream)
  }

  pump(stream: Http2Stream): void {
    while (stream.waiting) {
      if (this.outbox.full || (this.#sendWindow <= 0 && stream.writableLength > 0)) {
        this.#blocked.add(stream)
        return
      }
      const taken = stream.take(this.#sendWindow, this.#receiver.peer.frameBytesMax)
      this.#sendWindow -= taken
      // Its own window is shut: the client opens it.
      if (taken === 0) return
    }
  }

  widen(more: number): void {
    this.#sendWindow = windowAfter(this.#sendWindow, more)
    this.#pumpBlocked()
  }

  acknowledge(stream: Http2Stream, bytes: number): void {
    this.#receiver.acknowledge(bytes)
    if (stream.readEnded || stream.cut) return
    stream.unacknowledged += bytes
    if (stream.unacknowledged < this.#limits.streamWindowBytes / 2) return
    stream.receiveWindow += stream.unacknowledged
    this.outbox.add(numberFrame(frameTypes.windowUpdate, stream.id, stream.unacknowledged))
    stream.unacknowledged = 0
  }

  finished(stream: Http2Stream): void {
    // What the client still sends is of no use: it is told so, and that the reply counts.
    if (!stream.readEnded) {
      this.outbox.add(numberFrame(frameTypes.resetStream, stream.id, errorCodes.none))
    }
    this.#forget(stream)
    this.outbox.whenSent((isSent) => {
      this.#events.streamOver(stream, isSent)
      stream.close()
    })
    this.#endWhenQuiet()
  }

  reset(stream: Http2Stream, code: number): void {
    if (this.#dead || stream.cut) return
    this.outbox.add(numberFrame(frameTypes.resetStream, stream.id, code))
    this.drop(stream)
  }

  /** Its reply will not come to an end. */
  drop(stream: Http2Stream): void {
    if (!this.streams.has(stream.id)) return
    this.#forget(stream)
    stream.close()
    this.#events.streamOver(stream, false)
    this.#endWhenQuiet()
  }

  #forget(stream: Http2Stream): void {
    this.streams.delete(stream.id)
    this.#blocked.delete(stream)
    this.#receiver.acknowledge(stream.forget())
  }

  #dropAll(): void {
    for (const stream of [...this.streams.values()]) this.drop(stream)
  }

  /** In turns, so that a large reply does not keep the others waiting. */
  #pumpBlocked(): void {
    for (const stream of [...this.#blocked]) {
      if (this.outbox.full || this.#sendWindow <= 0) return
      this.#blocked.delete(stream)
      this.pump(stream)
    }
  }

  #sayGoaway(last: number, code: number): void {
    const frame = frameOf(frameTypes.goAway, 0, 0, 8)
    frame.writeUInt32BE(last, headBytes)
    frame.writeUInt32BE(code, headBytes + 4)
    this.outbox.add(frame)
  }

  #endWhenQuiet(): void {
    if (!this.#dead && this.#leaving === 'told' && this.streams.size === 0) this.#endSoon()
  }

  /** Behind what is on its way; a client that does not read it is not waited for. */
  #endSoon(): void {
    this.outbox.whenSent(() => this.#socket.end())
    clearTimeout(this.#farewell)
    this.#farewell = setTimeout(() => this.destroy(), farewellMs).unref()
  }

  readonly #hear = (piece: Buffer): void => {
    if (this.#dead) return
    const wrong = this.#receiver.hear(piece)
    if (wrong !== undefined) this.fail(wrong)
  }
}
