// in: pieces of an HTTP/2 connection → out: its frames, and frames to send. Never: what they mean.

export const frameTypes = {
  data: 0,
  headers: 1,
  priority: 2,
  resetStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const

export const flags = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 0x20 } as const

export const settings = {
  enablePush: 2,
  streamsMax: 3,
  windowBytes: 4,
  frameBytesMax: 5,
  headerListBytesMax: 6,
} as const

export const errorCodes = {
  none: 0,
  protocol: 1,
  internal: 2,
  flowControl: 3,
  streamClosed: 5,
  frameSize: 6,
  refusedStream: 7,
  cancel: 8,
  compression: 9,
  enhanceYourCalm: 11,
} as const

/** The peer broke the rules: the connection is of no use any more. */
export class ProtocolError extends Error {
  /** One of `errorCodes`. */
  readonly code: number

  constructor(message: string, code: number = errorCodes.protocol) {
    super(message)
    this.code = code
  }
}

export const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1')

export const headBytes = 9
/** What may be sent in a frame, and on a stream or a connection, until the peer says otherwise. */
export const firstFrameBytes = 16_384
export const firstWindowBytes = 65_535

export interface Frame {
  readonly type: number
  readonly flags: number
  readonly stream: number
  /** A view: copy what is to be kept. */
  readonly body: Buffer
}

/** The head of a frame with `length` bytes, at `at` of `target`. */
export function putHead(
  target: Buffer,
  at: number,
  [type, frameFlags, stream, length]: readonly [number, number, number, number],
): void {
  target.writeUIntBE(length, at, 3)
  target[at + 3] = type
  target[at + 4] = frameFlags
  target.writeUInt32BE(stream, at + 5)
}

/** A frame with room for `length` bytes behind its head. */
export function frameOf(type: number, frameFlags: number, stream: number, length: number): Buffer {
  const frame = Buffer.allocUnsafe(headBytes + length)
  putHead(frame, 0, [type, frameFlags, stream, length])
  return frame
}

export function numberFrame(type: number, stream: number, value: number): Buffer {
  const frame = frameOf(type, 0, stream, 4)
  frame.writeUInt32BE(value, headBytes)
  return frame
}

export function settingsFrame(pairs: readonly (readonly [id: number, value: number])[]): Buffer {
  const frame = frameOf(frameTypes.settings, 0, 0, pairs.length * 6)
  for (const [index, [id, value]] of pairs.entries()) {
    frame.writeUInt16BE(id, headBytes + index * 6)
    frame.writeUInt32BE(value, headBytes + index * 6 + 2)
  }
  return frame
}

/** Cuts what arrives into frames. Only one that came in several pieces is copied. */
export class FrameCutter {
  /** The beginning of a frame, as far as it is here: of its head, then of all of it. */
  readonly #head = Buffer.alloc(headBytes)
  #frame: Buffer | undefined
  #length = 0
  readonly #take: (frame: Frame) => void

  constructor(take: (frame: Frame) => void) {
    this.#take = take
  }

  /** Throws when a frame is larger than was agreed. */
  add(piece: Buffer): void {
    let at = 0
    while (this.#length > 0 && at < piece.length) at += this.#complete(piece, at)
    while (piece.length - at >= headBytes) {
      const wanted = wholeLength(piece, at)
      if (piece.length - at < wanted) break
      at += wanted
      this.#cut(piece, at - wanted, at)
    }
    while (at < piece.length) at += this.#complete(piece, at)
  }

  /** Adds what is lacking, first of the head and then of the frame; returns how much it took. */
  #complete(piece: Buffer, at: number): number {
    const target = this.#frame ?? this.#head
    const taken = piece.copy(target, this.#length, at)
    this.#length += taken
    if (this.#length < target.length) return taken
    const frame = this.#frame ?? this.#begin()
    if (this.#length < frame.length) return taken
    this.#frame = undefined
    this.#length = 0
    this.#cut(frame, 0, frame.length)
    return taken
  }

  #begin(): Buffer {
    const frame = Buffer.allocUnsafe(wholeLength(this.#head, 0))
    this.#head.copy(frame)
    this.#frame = frame
    return frame
  }

  #cut(from: Buffer, start: number, end: number): void {
    this.#take({
      type: from[start + 3] as number,
      flags: from[start + 4] as number,
      stream: from.readUInt32BE(start + 5) & 0x7fffffff,
      body: from.subarray(start + headBytes, end),
    })
  }
}

/** Of the frame whose head is there. */
function wholeLength(from: Buffer, at: number): number {
  const wanted = headBytes + from.readUIntBE(at, 3)
  if (wanted > headBytes + firstFrameBytes) {
    throw new ProtocolError('a frame is too large', errorCodes.frameSize)
  }
  return wanted
}

/** The part of a DATA or HEADERS frame that counts: without padding and priority. */
export function withoutPadding({ flags: set, body }: Frame, priority: boolean): Buffer {
  const padded = (set & flags.padded) !== 0
  const behind = padded ? (body[0] ?? 0) : 0
  const start = (padded ? 1 : 0) + (priority && (set & flags.priority) !== 0 ? 5 : 0)
  if (start + behind > body.length) throw new ProtocolError('a frame has more padding than bytes')
  return body.subarray(start, body.length - behind)
}
