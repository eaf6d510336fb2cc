// in: what came for one stream, and what is to go out on it → out: DATA frames within its windows.
import { flags, frameOf, frameTypes, headBytes, putHead } from '@binnacle/http2'
import type { BodyListener, BodySource } from '../body-source.ts'
import type { Outbox } from './outbox.ts'
import type { ReplyOut } from '../reply-out.ts'

/** The connection, as a stream sees it. */
export interface StreamHost {
  readonly outbox: Outbox
  /** Sends what may go now. */
  pump(stream: Http2Stream): void
  /** `bytes` of its window were read. */
  acknowledge(stream: Http2Stream, bytes: number): void
  /** The reply is out whole: nothing more will be sent. */
  finished(stream: Http2Stream): void
}

/** Beyond it, a writer is told to wait. */
const queueBytesMax = 64 * 1024
/** Copying little is cheaper than a piece of its own; what many watchers get is copied for none. */
const copyBytesMax = 256

/** Made with its request's head, kept until its reply is out or it was reset. */
export class Http2Stream implements BodySource, ReplyOut {
  readonly id: number
  sendWindow: number
  /** Bytes that the client may send ahead. */
  receiveWindow: number
  /** Bytes of the request's body that the head announced; below zero: none were. */
  announced: number
  /** The client has said all. */
  readEnded = false
  headSent = false
  /** The last frame went to the outbox. */
  endSent = false
  /** Reset, or its connection is gone. */
  cut = false
  unacknowledged = 0
  readonly #host: StreamHost
  #received: Buffer[] = []
  #receivedBytes = 0
  #listener: BodyListener | undefined
  readonly #queue: Uint8Array[] = []
  #queued = 0
  /** Of pieces of the queue. */
  #sent: Map<Uint8Array, (error?: Error | null) => void> | undefined
  #ending = false
  #needsDrain = false
  #drained: (() => void)[] = []

  constructor(host: StreamHost, id: number, sendWindow: number, receiveWindow: number) {
    this.#host = host
    this.id = id
    this.sendWindow = sendWindow
    this.receiveWindow = receiveWindow
    this.announced = -1
  }

  // The request's body.

  listen(listener: BodyListener): void {
    this.#listener = listener
    for (const piece of this.#received.splice(0)) this.#give(piece)
    if (this.#listener === undefined) return
    if (this.readEnded) listener.end()
    else if (this.cut) listener.gone()
  }

  /** What comes from now on is not read: the client's window stays shut. */
  unlisten(): void {
    this.#listener = undefined
  }

  /** false: it does not fit what the head announced. */
  receive(piece: Buffer, isLast: boolean): boolean {
    this.#receivedBytes += piece.length
    const wrong = isLast
      ? this.#receivedBytes !== this.announced
      : this.#receivedBytes > this.announced
    if (this.announced >= 0 && wrong) return false
    if (piece.length > 0) {
      if (this.#listener === undefined) this.#received.push(piece)
      else this.#give(piece)
    }
    if (isLast) {
      this.readEnded = true
      this.#listener?.end()
    }
    return true
  }

  /** Bytes that nobody has read and nobody will. */
  forget(): number {
    const bytes = this.#received.reduce((sum, { length }) => sum + length, 0)
    this.#received = []
    return bytes
  }

  #give(piece: Buffer): void {
    this.#listener?.take(piece)
    this.#host.acknowledge(this, piece.length)
  }

  // The reply's body.

  write(chunk: Uint8Array, sent?: (error?: Error | null) => void): boolean {
    if (this.cut || this.#ending) {
      sent?.(new Error('the stream is closed'))
      return true
    }
    if (chunk.length === 0) {
      sent?.()
      return true
    }
    if (sent !== undefined) {
      this.#sent ??= new Map()
      this.#sent.set(chunk, sent)
    }
    this.#queue.push(chunk)
    this.#queued += chunk.length
    this.#host.pump(this)
    if (this.#queued > queueBytesMax) this.#needsDrain = true
    return !this.#needsDrain
  }

  end(): void {
    if (this.cut || this.#ending) return
    this.#ending = true
    this.#host.pump(this)
  }

  on(_event: 'drain', listener: () => void): void {
    this.#drained.push(listener)
  }

  get writableNeedDrain(): boolean {
    return this.#needsDrain
  }

  get writableLength(): number {
    return this.#queued
  }

  /** Something waits to be sent. */
  get waiting(): boolean {
    return !this.cut && !this.endSent && (this.#queue.length > 0 || this.#ending)
  }

  /** Puts one frame into the outbox; returns the bytes of the connection's window that it took. */
  take(room: number, frameBytesMax: number): number {
    const piece = this.#queue[0]
    if (piece === undefined) {
      this.#end(frameOf(frameTypes.data, flags.endStream, this.id, 0))
      return 0
    }
    const length = Math.min(piece.length, room, this.sendWindow, frameBytesMax)
    if (length <= 0) return 0
    const isWhole = length === piece.length
    const isLast = isWhole && this.#queue.length === 1 && this.#ending
    this.#send(isWhole ? piece : piece.subarray(0, length), isLast)
    this.sendWindow -= length
    this.#queued -= length
    if (isWhole) this.#shift(piece)
    else this.#rest(piece, piece.subarray(length))
    if (isLast) this.#host.finished(this)
    else if (this.#needsDrain && this.#queued === 0) this.#drain()
    return length
  }

  /** Nothing more goes out, nothing more is read. */
  close(): void {
    if (this.cut) return
    this.cut = true
    for (const sent of this.#sent?.values() ?? []) sent(new Error('the stream is closed'))
    this.#sent = undefined
    this.#queue.length = 0
    this.#queued = 0
    const listener = this.#listener
    this.#listener = undefined
    if (!this.readEnded) listener?.gone()
    this.#drain()
  }

  #send(body: Uint8Array, isLast: boolean): void {
    const { outbox } = this.#host
    const set = isLast ? flags.endStream : 0
    if (isLast) this.endSent = true
    if (body.length > copyBytesMax) {
      const head = Buffer.allocUnsafe(headBytes)
      putHead(head, 0, [frameTypes.data, set, this.id, body.length])
      outbox.add(head)
      outbox.add(body)
      return
    }
    const frame = frameOf(frameTypes.data, set, this.id, body.length)
    frame.set(body, headBytes)
    outbox.add(frame)
  }

  #end(frame: Buffer): void {
    this.endSent = true
    this.#host.outbox.add(frame)
    this.#host.finished(this)
  }

  #shift(piece: Uint8Array): void {
    this.#queue.shift()
    const sent = this.#sent?.get(piece)
    if (sent === undefined) return
    this.#sent?.delete(piece)
    this.#host.outbox.whenSent((isSent) =>
      sent(isSent ? null : new Error('the connection is gone')),
    )
  }

  #rest(piece: Uint8Array, rest: Uint8Array): void {
    this.#queue[0] = rest
    const sent = this.#sent?.get(piece)
    if (sent === undefined) return
    this.#sent?.delete(piece)
    this.#sent?.set(rest, sent)
  }

  #drain(): void {
    this.#needsDrain = false
    for (const listener of this.#drained) listener()
  }
}
