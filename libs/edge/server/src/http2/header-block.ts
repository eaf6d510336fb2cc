// in: HEADERS and CONTINUATION frames → out: whole header blocks, of bounded size. Never: fields.
import { errorCodes, flags, type Frame, ProtocolError, withoutPadding } from '@binnacle/http2'

export interface WholeBlock {
  readonly bytes: Buffer
  readonly stream: number
  /** There is no body behind it. */
  readonly ends: boolean
  /** The stream that it says it depends on, if it says so. */
  readonly dependsOn: number | undefined
}

export class HeaderBlock {
  readonly #bytesMax: number
  #first: Frame | undefined
  #parts: Buffer[] = []
  #bytes = 0
  #isWhole = false

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** CONTINUATION frames must follow, and nothing else. */
  get isOpen(): boolean {
    return this.#first !== undefined && !this.#isWhole
  }

  begin(frame: Frame): void {
    if (frame.stream === 0) throw new ProtocolError('headers of no stream')
    this.#first = frame
    this.#parts = []
    this.#bytes = 0
    this.#take(frame, withoutPadding(frame, true))
  }

  add(frame: Frame): void {
    if (!this.isOpen || this.#first?.stream !== frame.stream) {
      throw new ProtocolError('a CONTINUATION of nothing')
    }
    // Each must bring something: endless empty ones would never meet the bound.
    if (frame.body.length === 0 && (frame.flags & flags.endHeaders) === 0) {
      throw new ProtocolError('an empty CONTINUATION', errorCodes.enhanceYourCalm)
    }
    this.#take(frame, frame.body)
  }

  /** Once for each block. */
  takeWhole(): WholeBlock | undefined {
    const first = this.#first
    if (first === undefined || !this.#isWhole) return undefined
    const [only] = this.#parts
    const bytes = this.#parts.length === 1 ? (only as Buffer) : Buffer.concat(this.#parts)
    this.#first = undefined
    this.#isWhole = false
    this.#parts = []
    return {
      bytes,
      stream: first.stream,
      ends: (first.flags & flags.endStream) !== 0,
      dependsOn: dependsOn(first),
    }
  }

  #take(frame: Frame, part: Buffer): void {
    this.#parts.push(part)
    this.#bytes += part.length
    if (this.#bytes > this.#bytesMax) {
      throw new ProtocolError('a header block is too large', errorCodes.enhanceYourCalm)
    }
    this.#isWhole = (frame.flags & flags.endHeaders) !== 0
  }
}

function dependsOn({ flags: set, body }: Frame): number | undefined {
  if ((set & flags.priority) === 0) return undefined
  const at = (set & flags.padded) !== 0 ? 1 : 0
  if (body.length < at + 5) throw new ProtocolError('a wrong size', errorCodes.frameSize)
  return body.readUInt32BE(at) & 0x7fffffff
}
