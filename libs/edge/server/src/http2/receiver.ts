// in: bytes of a client → out: what they mean for its streams, by the rules of RFC 9113. Never: a reply.
import {
  errorCodes,
  firstWindowBytes,
  flags,
  type Frame,
  FrameCutter,
  frameOf,
  frameTypes,
  headBytes,
  HeaderDecoder,
  numberFrame,
  preface,
  ProtocolError,
  settings,
  settingsFrame,
  withoutPadding,
} from '@binnacle/http2'
import type { EdgeLimits } from '../limits.ts'
import { ResetCounter } from '../reset-counter.ts'
import { HeaderBlock } from './header-block.ts'
import type { Outbox } from './outbox.ts'
import { PeerSettings } from './peer-settings.ts'
import { readRequestHead, type RequestHead } from './request-head.ts'
import type { Http2Stream } from './stream.ts'
import { windowAfter, windowBytesMax } from './windows.ts'

/** The connection, as its receiver sees it. */
export interface ReceiverHost {
  readonly outbox: Outbox
  readonly streams: ReadonlyMap<number, Http2Stream>
  /** Frames of streams that would be new are passed over. */
  readonly deaf: boolean
  begin(id: number, head: RequestHead, ends: boolean): void
  acknowledge(stream: Http2Stream, bytes: number): void
  /** Sends what may go now. */
  pump(stream: Http2Stream): void
  /** The connection's window is so much wider. */
  widen(more: number): void
  reset(stream: Http2Stream, code: number): void
  /** The client has reset it. */
  drop(stream: Http2Stream): void
  pingAnswered(): void
  refused(reason: string): void
}

/** Enough for bodies on so many streams at once. */
const windowsPerConnection = 16
/** Frames that bring nothing (pings, settings, empty ones), within ten seconds. */
const idleFramesMax = 5_000
const idleFramesWindowMs = 10_000
/** A client that lets so much wait and asks for more answers is not reading them. */
const unreadBytesMax = 1024 * 1024
const nothing = Buffer.alloc(0)

export class Receiver {
  readonly peer = new PeerSettings()
  lastStream = 0
  readonly #host: ReceiverHost
  readonly #limits: EdgeLimits
  readonly #cutter: FrameCutter
  readonly #decoder = new HeaderDecoder()
  readonly #block: HeaderBlock
  readonly #idleFrames = new ResetCounter(idleFramesMax, idleFramesWindowMs)
  /** Bytes of the preface that have come. */
  #greeted = 0
  #window: number
  #unacknowledged = 0

  constructor(host: ReceiverHost, limits: EdgeLimits) {
    this.#host = host
    this.#limits = limits
    this.#block = new HeaderBlock(limits.headerBytesMax)
    this.#window = limits.streamWindowBytes * windowsPerConnection
    this.#cutter = new FrameCutter((frame) => this.#read(frame))
  }

  /** What the client may do. */
  greet(): void {
    const { streamsPerConnectionMax, streamWindowBytes, headerBytesMax } = this.#limits
    this.#host.outbox.add(
      settingsFrame([
        [settings.streamsMax, streamsPerConnectionMax],
        [settings.windowBytes, streamWindowBytes],
        [settings.headerListBytesMax, headerBytesMax],
      ]),
    )
    this.#host.outbox.add(numberFrame(frameTypes.windowUpdate, 0, this.#window - firstWindowBytes))
  }

  /** Returns the code of what the client did wrong: the connection is to be ended then. */
  hear(piece: Buffer): number | undefined {
    try {
      const rest = this.#greeted < preface.length ? this.#readPreface(piece) : piece
      if (rest.length > 0) this.#cutter.add(rest)
      return undefined
    } catch (error) {
      return error instanceof ProtocolError ? error.code : errorCodes.internal
    }
  }

  /** `bytes` were read, or will never be: the client may send as many more. */
  acknowledge(bytes: number): void {
    this.#unacknowledged += bytes
    if (this.#unacknowledged < this.#limits.streamWindowBytes) return
    this.#window += this.#unacknowledged
    this.#host.outbox.add(numberFrame(frameTypes.windowUpdate, 0, this.#unacknowledged))
    this.#unacknowledged = 0
  }

  #readPreface(piece: Buffer): Buffer {
    const part = piece.subarray(0, preface.length - this.#greeted)
    const wanted = preface.subarray(this.#greeted, this.#greeted + part.length)
    if (!part.equals(wanted)) throw new ProtocolError('this is not HTTP/2')
    this.#greeted += part.length
    return piece.subarray(part.length)
  }

  #read(frame: Frame): void {
    const { type, stream } = frame
    if (this.#host.deaf && stream > this.lastStream) return
    if (this.#block.isOpen && type !== frameTypes.continuation) {
      throw new ProtocolError('a header block was broken off')
    }
    if (!this.peer.isKnown && type !== frameTypes.settings) {
      throw new ProtocolError('the first frame must be SETTINGS')
    }
    if (type === frameTypes.data) this.#readData(frame)
    else if (type === frameTypes.headers) {
      this.#block.begin(frame)
      this.#readBlock()
    } else if (type === frameTypes.continuation) {
      this.#block.add(frame)
      this.#readBlock()
    } else if (type === frameTypes.windowUpdate) this.#readWindow(frame)
    else if (type === frameTypes.settings) this.#readSettings(frame)
    else if (type === frameTypes.ping) this.#readPing(frame)
    else if (type === frameTypes.resetStream) this.#readReset(frame)
    else if (type === frameTypes.priority) this.#readPriority(frame)
    else if (type === frameTypes.pushPromise) throw new ProtocolError('a client cannot push')
    else if (type === frameTypes.goAway && stream !== 0) throw new ProtocolError('a stray GOAWAY')
    else this.#countIdle()
  }

  #countIdle(): void {
    if (this.#host.outbox.bytes > unreadBytesMax) {
      throw new ProtocolError('answers are not read', errorCodes.enhanceYourCalm)
    }
    if (!this.#idleFrames.add()) return
    this.#host.refused('too many frames brought nothing')
    throw new ProtocolError('too many frames brought nothing', errorCodes.enhanceYourCalm)
  }

  /** Refuses a frame of a stream that is no more. */
  #refuse(id: number, code: number): void {
    this.#countIdle()
    this.#host.outbox.add(numberFrame(frameTypes.resetStream, id, code))
  }

  /** A stream that never was cannot be spoken of. */
  #mustHaveBegun(id: number): void {
    if (id === 0 || id % 2 === 0 || id > this.lastStream) {
      throw new ProtocolError('a frame of a stream that was never begun')
    }
  }

  #readData(frame: Frame): void {
    const { stream: id, body } = frame
    const piece = withoutPadding(frame, false)
    const isLast = (frame.flags & flags.endStream) !== 0
    if (piece.length === 0 && !isLast) this.#countIdle()
    this.#window -= body.length
    if (this.#window < 0) throw new ProtocolError('beyond the window', errorCodes.flowControl)
    const stream = this.#host.streams.get(id)
    if (stream === undefined) {
      this.#mustHaveBegun(id)
      this.acknowledge(body.length)
      this.#refuse(id, errorCodes.streamClosed)
      return
    }
    stream.receiveWindow -= body.length
    const wrong = stream.readEnded
      ? errorCodes.streamClosed
      : stream.receiveWindow < 0
        ? errorCodes.flowControl
        : stream.receive(piece, isLast)
          ? undefined
          : errorCodes.protocol
    if (wrong === undefined) {
      this.#host.acknowledge(stream, body.length - piece.length)
      return
    }
    this.acknowledge(body.length)
    this.#host.reset(stream, wrong)
  }

  #readBlock(): void {
    const block = this.#block.takeWhole()
    if (block === undefined) return
    const { stream: id, ends, dependsOn } = block
    const known = this.#host.streams.get(id)
    if (known === undefined && (id % 2 === 0 || id <= this.lastStream)) {
      throw new ProtocolError('a stream was begun out of turn', errorCodes.streamClosed)
    }
    // Also of a stream that is refused: the decoder would lose its place.
    const head = readRequestHead(this.#decoder, block.bytes, this.#limits)
    if (known !== undefined) {
      this.#readTrailers(known, ends)
      return
    }
    this.lastStream = id
    const { streams } = this.#host
    if (streams.size >= this.#limits.streamsPerConnectionMax) {
      this.#refuse(id, errorCodes.refusedStream)
    } else if (head === undefined || dependsOn === id) this.#refuse(id, errorCodes.protocol)
    else this.#host.begin(id, head, ends)
  }

  /** They mean nothing here, but that the body is over. */
  #readTrailers(stream: Http2Stream, ends: boolean): void {
    if (stream.readEnded) this.#host.reset(stream, errorCodes.streamClosed)
    else if (!ends || !stream.receive(nothing, true)) this.#host.reset(stream, errorCodes.protocol)
  }

  #readWindow({ stream: id, body }: Frame): void {
    mustHave(body, 4)
    const more = body.readUInt32BE(0) & windowBytesMax
    if (id === 0) {
      if (more === 0) throw new ProtocolError('a window of nothing')
      this.#host.widen(more)
      return
    }
    const stream = this.#host.streams.get(id)
    if (stream === undefined) this.#mustHaveBegun(id)
    else if (more === 0) this.#host.reset(stream, errorCodes.protocol)
    else if (stream.sendWindow + more > windowBytesMax) {
      this.#host.reset(stream, errorCodes.flowControl)
    } else {
      stream.sendWindow += more
      this.#host.pump(stream)
    }
  }

  #readSettings(frame: Frame): void {
    this.#countIdle()
    const wider = this.peer.read(frame)
    if ((frame.flags & flags.ack) !== 0) return
    const streams = [...this.#host.streams.values()]
    for (const stream of streams) stream.sendWindow = windowAfter(stream.sendWindow, wider)
    this.#host.outbox.add(frameOf(frameTypes.settings, flags.ack, 0, 0))
    if (wider > 0) for (const stream of streams) this.#host.pump(stream)
  }

  #readPing({ flags: set, body, stream }: Frame): void {
    if (stream !== 0) throw new ProtocolError('a ping of a stream')
    mustHave(body, 8)
    if ((set & flags.ack) !== 0) {
      this.#host.pingAnswered()
      return
    }
    this.#countIdle()
    const answer = frameOf(frameTypes.ping, flags.ack, 0, 8)
    body.copy(answer, headBytes)
    this.#host.outbox.add(answer)
  }

  #readReset({ stream: id, body }: Frame): void {
    mustHave(body, 4)
    const stream = this.#host.streams.get(id)
    if (stream !== undefined) this.#host.drop(stream)
    else {
      this.#mustHaveBegun(id)
      this.#countIdle()
    }
  }

  #readPriority({ stream: id, body }: Frame): void {
    if (id === 0) throw new ProtocolError('a priority of no stream')
    this.#countIdle()
    if (body.length === 5 && (body.readUInt32BE(0) & windowBytesMax) !== id) return
    const code = body.length === 5 ? errorCodes.protocol : errorCodes.frameSize
    const stream = this.#host.streams.get(id)
    if (stream !== undefined) this.#host.reset(stream, code)
    else this.#refuse(id, code)
  }
}

function mustHave(body: Buffer, bytes: number): void {
  if (body.length !== bytes) throw new ProtocolError('a wrong size', errorCodes.frameSize)
}
