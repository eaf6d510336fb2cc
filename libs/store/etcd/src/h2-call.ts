// in: pieces to send on one stream → out: DATA frames within the windows. Never: the socket.
import { errorCodes, flags, frameOf, frameTypes, headBytes } from '@binnacle/http2'

export interface CallListener {
  headers(fields: ReadonlyMap<string, string>): void
  data(piece: Buffer): void
  /** The last thing: nothing when the server ended it, else why. */
  closed(why: Ended | undefined): void
}

export interface Ended {
  readonly reason: string
  /** The server has not looked at it. */
  readonly unsent: boolean
}

export const deadlineExceeded: Ended = { reason: 'context deadline exceeded', unsent: false }

/** One stream of a link. Made by it, kept until it is closed. */
export class Call {
  readonly listener: CallListener
  readonly deadlineMs: number
  /** The block of its HEADERS; sent with the first frame. */
  readonly head: Buffer
  /** 0 until its turn has come. */
  id = 0
  /** How much the server takes, and how much of ours it has read of the window it was given. */
  sendWindow = 0
  unacknowledged = 0
  ended = false
  readonly #pieces: Buffer[] = []
  #endAfter = false
  #endSent = false

  constructor(head: Buffer, deadlineMs: number, listener: CallListener) {
    this.head = head
    this.deadlineMs = deadlineMs
    this.listener = listener
  }

  push(piece: Buffer, end: boolean): void {
    this.#pieces.push(piece)
    this.#endAfter = end
  }

  get waiting(): boolean {
    return this.#pieces.length > 0 && !this.ended
  }

  get sentWhole(): boolean {
    return this.#endSent
  }

  /** Adds what may go now to `out`; returns how many bytes that takes from the connection. */
  take(out: Buffer[], connectionWindow: number, frameBytesMax: number): number {
    let taken = 0
    while (this.#pieces.length > 0) {
      const piece = this.#pieces[0] as Buffer
      const room = Math.min(this.sendWindow, connectionWindow - taken, frameBytesMax)
      if (room <= 0 && piece.length > 0) break
      const length = Math.min(piece.length, room)
      const whole = length === piece.length
      const last = whole && this.#pieces.length === 1 && this.#endAfter
      const frame = frameOf(frameTypes.data, last ? flags.endStream : 0, this.id, length)
      piece.copy(frame, headBytes, 0, length)
      out.push(frame)
      this.sendWindow -= length
      taken += length
      this.#endSent ||= last
      if (whole) this.#pieces.shift()
      else this.#pieces[0] = piece.subarray(length)
    }
    return taken
  }

  /** Once only. */
  close(why: Ended | undefined): void {
    if (this.ended) return
    this.ended = true
    this.listener.closed(why)
  }
}

/** What a reset says, in words. */
export function resetReason(code: number): Ended {
  const reason = `stream terminated by RST_STREAM with error code: ${code}`
  return { reason, unsent: code === errorCodes.refusedStream }
}
