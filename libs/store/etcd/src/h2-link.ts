// in: a socket → out: many calls on it at once, by HTTP/2. Never: gRPC, or a second attempt.
import {
  errorCodes,
  firstFrameBytes,
  firstWindowBytes,
  flags,
  type Frame,
  FrameCutter,
  frameOf,
  frameTypes,
  HeaderDecoder,
  headBytes,
  numberFrame,
  preface,
  settings,
  settingsFrame,
  withoutPadding,
} from '@binnacle/http2'
import { Call, type CallListener, deadlineExceeded, type Ended, resetReason } from './h2-call.ts'
import type { Line } from './dial.ts'
import { limits } from './limits.ts'

/** Lean: every read waits for it. What calls send in one turn goes out in one write. */
export class Link {
  readonly #socket: Line['socket']
  readonly #calls = new Map<number, Call>()
  /** Calls that wait until the server takes more at once. */
  readonly #queue: Call[] = []
  readonly #decoder = new HeaderDecoder()
  readonly #lost: () => void
  #out: Buffer[] = [preface]
  #flushing = false
  #nextId = 1
  #greeted = false
  /** Until the server has said what it takes. */
  #streamsMax = 100
  #frameBytesMax: number = firstFrameBytes
  #streamWindow: number = firstWindowBytes
  #sendWindow: number = firstWindowBytes
  #unacknowledged = 0
  #block: { readonly stream: number; readonly ends: boolean; parts: Buffer[] } | undefined
  #pinged: (() => void) | undefined
  /** No new calls: the server said goodbye. */
  #leaving = false
  #dead = false
  readonly #sweeps: NodeJS.Timeout

  /** `lost` is called once, when nothing more can be asked. */
  constructor({ socket, listen }: Line, lost: () => void) {
    this.#socket = socket
    this.#lost = lost
    const cutter = new FrameCutter((frame) => this.#read(frame))
    socket.on('error', (error) => this.destroy(error.message))
    socket.on('close', () => this.destroy('error reading from server: EOF'))
    this.#send(
      settingsFrame([
        [settings.enablePush, 0],
        [settings.windowBytes, limits.streamWindowBytes],
      ]),
    )
    this.#send(
      numberFrame(frameTypes.windowUpdate, 0, limits.sessionWindowBytes - firstWindowBytes),
    )
    this.#sweeps = setInterval(() => this.#sweep(), limits.sweepEveryMs)
    this.#sweeps.unref()
    const hear = (piece: Buffer): void => {
      try {
        cutter.add(piece)
      } catch (error) {
        this.destroy((error as Error).message)
      }
    }
    listen(hear)
  }

  get open(): boolean {
    return !this.#dead && !this.#leaving
  }

  /** `head` is a header block that means the same at any time. */
  start(head: Buffer, deadlineMs: number, listener: CallListener): Call {
    const call = new Call(head, deadlineMs, listener)
    if (this.#calls.size < this.#streamsMax && this.#queue.length === 0) this.#begin(call)
    else this.#queue.push(call)
    return call
  }

  push(call: Call, piece: Buffer, end: boolean): void {
    if (call.ended) return
    call.push(piece, end)
    if (call.id !== 0) this.#pump(call)
  }

  /** Its listener is told with `why`. */
  cancel(call: Call, why: Ended): void {
    if (call.ended) return
    if (call.id !== 0) this.#reset(call.id)
    this.#end(call, why)
  }

  ping(answered: () => void): void {
    this.#pinged = answered
    this.#send(frameOf(frameTypes.ping, 0, 0, 8).fill(0, headBytes))
  }

  destroy(reason: string): void {
    if (this.#dead) return
    this.#dead = true
    clearInterval(this.#sweeps)
    this.#socket.destroy()
    for (const call of [...this.#calls.values()]) this.#end(call, { reason, unsent: false })
    for (const call of this.#queue.splice(0)) call.close({ reason, unsent: true })
    this.#lost()
  }

  #begin(call: Call): void {
    call.id = this.#nextId
    this.#nextId += 2
    call.sendWindow = this.#streamWindow
    this.#calls.set(call.id, call)
    const frame = frameOf(frameTypes.headers, flags.endHeaders, call.id, call.head.length)
    call.head.copy(frame, headBytes)
    this.#send(frame)
    this.#pump(call)
    // Numbers of streams run out one day; the next connection starts anew.
    if (this.#nextId > 0x7ffffff0) this.#leaving = true
  }

  #pump(call: Call): void {
    const before = this.#out.length
    this.#sendWindow -= call.take(this.#out, this.#sendWindow, this.#frameBytesMax)
    if (this.#out.length > before) this.#flushSoon()
  }

  #pumpAll(): void {
    for (const call of this.#calls.values()) {
      if (this.#sendWindow <= 0) return
      if (call.waiting) this.#pump(call)
    }
  }

  #send(frame: Buffer): void {
    this.#out.push(frame)
    this.#flushSoon()
  }

  #flushSoon(): void {
    if (this.#flushing) return
    this.#flushing = true
    process.nextTick(() => this.#flush())
  }

  #flush(): void {
    this.#flushing = false
    const out = this.#out
    this.#out = []
    if (this.#dead) return
    this.#socket.write(out.length === 1 ? (out[0] as Buffer) : Buffer.concat(out))
  }

  #reset(stream: number): void {
    this.#send(numberFrame(frameTypes.resetStream, stream, errorCodes.cancel))
  }

  #end(call: Call, why: Ended | undefined): void {
    this.#calls.delete(call.id)
    const at = call.id === 0 ? this.#queue.indexOf(call) : -1
    if (at >= 0) this.#queue.splice(at, 1)
    call.close(why)
    if (this.#leaving && this.#calls.size === 0) this.destroy('the connection was given up')
    else this.#beginMore()
  }

  #beginMore(): void {
    while (this.open && this.#queue.length > 0 && this.#calls.size < this.#streamsMax) {
      this.#begin(this.#queue.shift() as Call)
    }
  }

  #sweep(): void {
    const nowMs = performance.now()
    for (const call of [...this.#calls.values(), ...this.#queue]) {
      if (call.deadlineMs < nowMs) this.cancel(call, deadlineExceeded)
    }
  }

  #read(frame: Frame): void {
    if (this.#dead) return
    if (this.#block !== undefined && frame.type !== frameTypes.continuation) {
      throw new Error('a header block was broken off')
    }
    const { type, stream, body } = frame
    if (type === frameTypes.data) this.#readData(frame)
    else if (type === frameTypes.headers) {
      const ends = (frame.flags & flags.endStream) !== 0
      this.#block = { stream, ends, parts: [] }
      this.#readBlock(frame, withoutPadding(frame, true))
    } else if (type === frameTypes.continuation) this.#readBlock(frame, body)
    else if (type === frameTypes.windowUpdate) this.#readWindow(frame)
    else if (type === frameTypes.settings) this.#readSettings(frame)
    else if (type === frameTypes.ping) this.#readPing(frame)
    else if (type === frameTypes.resetStream) {
      const call = this.#calls.get(stream)
      if (call !== undefined) this.#end(call, resetReason(body.readUInt32BE(0)))
    } else if (type === frameTypes.goAway) this.#leave(body.readUInt32BE(0) & 0x7fffffff)
  }

  #readData(frame: Frame): void {
    const { stream, body } = frame
    this.#unacknowledged += body.length
    if (this.#unacknowledged > limits.sessionWindowBytes / 2) {
      this.#send(numberFrame(frameTypes.windowUpdate, 0, this.#unacknowledged))
      this.#unacknowledged = 0
    }
    const call = this.#calls.get(stream)
    if (call === undefined) return
    call.listener.data(withoutPadding(frame, false))
    if ((frame.flags & flags.endStream) !== 0) {
      this.#ended(call)
      return
    }
    call.unacknowledged += body.length
    if (call.unacknowledged <= limits.streamWindowBytes / 2 || call.ended) return
    this.#send(numberFrame(frameTypes.windowUpdate, stream, call.unacknowledged))
    call.unacknowledged = 0
  }

  #readBlock(frame: Frame, part: Buffer): void {
    const block = this.#block
    if (block === undefined || block.stream !== frame.stream) throw new Error('a stray header')
    const isLast = (frame.flags & flags.endHeaders) !== 0
    block.parts.push(isLast ? part : Buffer.from(part))
    const bytes = block.parts.reduce((sum, { length }) => sum + length, 0)
    if (bytes > limits.headerBytesMax) throw new Error('a header block is too large')
    if (!isLast) return
    this.#block = undefined
    const whole = block.parts.length === 1 ? part : Buffer.concat(block.parts)
    const fields = new Map<string, string>()
    this.#decoder.decode(whole, (name, value) => fields.set(name, value))
    const call = this.#calls.get(block.stream)
    if (call === undefined) return
    call.listener.headers(fields)
    if (block.ends) this.#ended(call)
  }

  /** The server has said all. What it did not want to hear to the end need not be sent. */
  #ended(call: Call): void {
    if (!call.sentWhole) this.#reset(call.id)
    this.#end(call, undefined)
  }

  #readWindow({ stream, body }: Frame): void {
    const more = body.readUInt32BE(0) & 0x7fffffff
    if (stream === 0) {
      this.#sendWindow += more
      this.#pumpAll()
      return
    }
    const call = this.#calls.get(stream)
    if (call === undefined) return
    call.sendWindow += more
    if (call.waiting) this.#pump(call)
  }

  #readSettings({ flags: set, body }: Frame): void {
    if ((set & flags.ack) !== 0) return
    if (!this.#greeted) this.#streamsMax = Number.POSITIVE_INFINITY
    this.#greeted = true
    for (let at = 0; at + 6 <= body.length; at += 6) {
      const id = body.readUInt16BE(at)
      const value = body.readUInt32BE(at + 2)
      if (id === settings.streamsMax) this.#streamsMax = value
      else if (id === settings.frameBytesMax) this.#frameBytesMax = value
      else if (id === settings.windowBytes) {
        for (const call of this.#calls.values()) call.sendWindow += value - this.#streamWindow
        this.#streamWindow = value
      }
    }
    this.#send(frameOf(frameTypes.settings, flags.ack, 0, 0))
    this.#pumpAll()
    this.#beginMore()
  }

  #readPing({ flags: set, body }: Frame): void {
    if ((set & flags.ack) !== 0) return void this.#pinged?.()
    const answer = frameOf(frameTypes.ping, flags.ack, 0, 8)
    body.copy(answer, headBytes, 0, 8)
    this.#send(answer)
  }

  /** Streams up to `last` are answered yet; the others were not looked at. */
  #leave(last: number): void {
    this.#leaving = true
    const goodbye = { reason: 'the server is leaving', unsent: true }
    for (const call of [...this.#calls.values()]) if (call.id > last) this.#end(call, goodbye)
    for (const call of this.#queue.splice(0)) call.close(goodbye)
    if (this.#calls.size === 0) this.destroy(goodbye.reason)
  }
}
