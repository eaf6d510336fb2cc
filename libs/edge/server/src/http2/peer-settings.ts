// in: SETTINGS frames of a client → out: what it allows us to send. Never: an answer.
import {
  errorCodes,
  firstFrameBytes,
  firstWindowBytes,
  flags,
  type Frame,
  ProtocolError,
  settings,
} from '@binnacle/http2'
import { windowBytesMax } from './windows.ts'

const frameBytesMost = 16_777_215

export class PeerSettings {
  /** Of each new stream. */
  windowBytes: number = firstWindowBytes
  frameBytesMax: number = firstFrameBytes
  /** The first ones have come. */
  isKnown = false

  /** Returns by how much the windows of all streams became wider. */
  read({ flags: set, body, stream }: Frame): number {
    if (stream !== 0) throw new ProtocolError('settings of a stream')
    const isAck = (set & flags.ack) !== 0
    if (isAck ? body.length !== 0 : body.length % 6 !== 0) {
      throw new ProtocolError('settings of a wrong size', errorCodes.frameSize)
    }
    if (!this.isKnown && isAck) throw new ProtocolError('the first frame must be SETTINGS')
    this.isKnown = true
    const before = this.windowBytes
    for (let at = 0; at < body.length; at += 6) {
      this.#set(body.readUInt16BE(at), body.readUInt32BE(at + 2))
    }
    return this.windowBytes - before
  }

  #set(id: number, value: number): void {
    if (id === settings.windowBytes) {
      if (value > windowBytesMax) {
        throw new ProtocolError('a window too wide', errorCodes.flowControl)
      }
      this.windowBytes = value
    } else if (id === settings.frameBytesMax) {
      if (value < firstFrameBytes || value > frameBytesMost) {
        throw new ProtocolError('a frame size that is not allowed')
      }
      this.frameBytesMax = Math.min(value, 65_536)
    } else if (id === settings.enablePush && value > 1) {
      throw new ProtocolError('push is on or off')
    }
  }
}
