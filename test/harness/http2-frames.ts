// in: a source of chance → out: HTTP/2 frames as bytes: right ones, nearly right ones, and nonsense.
// Never: a session; who sends them takes what comes back.
import { flags, frameTypes } from '@binnacle/http2'
import type { Random } from './random.ts'

const { endStream, endHeaders } = flags

/** `length`: what the head says, where it lies. */
export function frame(
  type: number,
  set: number,
  stream: number,
  payload: Uint8Array = new Uint8Array(),
  length = payload.byteLength,
): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(length & 0xffffff, 0, 3)
  head.writeUInt8(type & 0xff, 3)
  head.writeUInt8(set & 0xff, 4)
  head.writeUInt32BE(stream >>> 0, 5)
  return Buffer.concat([head, payload])
}

/** A header block of literals: no table, no Huffman code. Texts of at most 126 bytes. */
export function getBlock(path: string, token: string): Buffer {
  const literal = (start: readonly number[], text: string) =>
    Buffer.concat([Buffer.from([...start, text.length]), Buffer.from(text, 'latin1')])
  // :method GET and :scheme https of the static table, then :path, :authority, authorization.
  return Buffer.concat([
    Buffer.from([0x82, 0x87]),
    literal([0x04], path),
    literal([0x01], 'a'),
    literal([0x0f, 0x08], `Bearer ${token}`),
  ])
}

export class FrameFuzzer {
  readonly #random: Random
  readonly #block: Buffer
  #stream = -1

  constructor(random: Random, path: string, token: string) {
    this.#random = random
    this.#block = getBlock(path, token)
  }

  /** Right ones first, so that a session lives long enough to get somewhere; then wild ones too. */
  next(wild: boolean): Buffer {
    const { chance } = this.#random
    if (wild && chance(0.3)) return chance(0.8) ? this.#wrong() : this.#nonsense()
    if (this.#stream < 0 || chance(0.6)) return this.#request(wild)
    return this.#allowed()
  }

  #bytes(most: number): Buffer {
    return Buffer.from(
      Array.from({ length: this.#random.whole(most + 1) }, () => this.#random.whole(256)),
    )
  }

  #number(): Buffer {
    const edges = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff]
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(this.#random.pick(edges))
    return bytes
  }

  #ownStream(): number {
    return Math.max(1, this.#stream - 2 * this.#random.whole(8))
  }

  /** A GET, whole or in parts, given up at once now and then. */
  #request(wild: boolean): Buffer {
    const { chance, whole } = this.#random
    this.#stream += 2
    const id = this.#stream
    const block = wild && chance(0.1) ? this.#flipped(this.#block) : this.#block
    const cut = whole(block.byteLength)
    const parts = chance(0.2)
      ? [
          frame(frameTypes.headers, endStream, id, block.subarray(0, cut)),
          frame(frameTypes.continuation, endHeaders, id, block.subarray(cut)),
        ]
      : [frame(frameTypes.headers, endStream | endHeaders, id, block)]
    if (chance(0.1)) parts.push(frame(frameTypes.resetStream, 0, id, this.#number()))
    return Buffer.concat(parts)
  }

  #flipped(bytes: Buffer): Buffer {
    const copy = Buffer.from(bytes)
    const at = this.#random.whole(copy.byteLength)
    copy[at] = (copy[at] as number) ^ (1 << this.#random.whole(8))
    return copy
  }

  /** What a client may send at any time. */
  #allowed(): Buffer {
    const { pick } = this.#random
    // Bounds of a table, of streams, of headers: any number is allowed.
    const setting = Buffer.concat([Buffer.from([0, pick([1, 3, 6])]), this.#number()])
    const one = Buffer.from([0, 0, 0, 1])
    return pick([
      () => frame(frameTypes.ping, 0, 0, Buffer.alloc(8, 7)),
      () => frame(frameTypes.windowUpdate, 0, pick([0, this.#stream]), one),
      () => frame(frameTypes.priority, 0, this.#ownStream(), Buffer.alloc(5, 1)),
      () => frame(frameTypes.resetStream, 0, this.#ownStream(), Buffer.from([0, 0, 0, 8])),
      () => frame(frameTypes.settings, 0, 0, setting),
      () => frame(pick([10, 12, 77, 255]), 0, 0, this.#bytes(64)),
    ])()
  }

  /** What no client may send: its head, its place or its content is wrong. */
  #wrong(): Buffer {
    const { pick, whole } = this.#random
    const places = [0, 1, 2, this.#ownStream(), this.#stream + 2, 0x7fff_ffff, 0xffff_ffff]
    const type = pick(Object.values(frameTypes))
    return pick([
      () => frame(type, whole(256), pick(places), this.#bytes(48)),
      () => frame(frameTypes.windowUpdate, 0, pick(places), this.#number()),
      () =>
        frame(
          pick([frameTypes.settings, frameTypes.ping]),
          1,
          0,
          pick([this.#bytes(0), Buffer.alloc(8)]),
        ),
      () => frame(frameTypes.settings, 0, 0, this.#bytes(17)),
      () =>
        frame(
          frameTypes.settings,
          0,
          0,
          Buffer.concat([Buffer.from([0, pick([2, 4, 5, 8])]), this.#number()]),
        ),
      () => frame(frameTypes.data, 8, this.#ownStream(), Buffer.from([255, 1, 2])),
      () => frame(frameTypes.pushPromise, endHeaders, this.#ownStream(), this.#block),
      () => frame(frameTypes.continuation, endHeaders, this.#ownStream(), this.#block),
      () => frame(frameTypes.headers, 0x24, this.#ownStream(), this.#block),
      () => frame(frameTypes.headers, endHeaders, this.#stream + 2, this.#bytes(200)),
      () => frame(type, whole(256), pick(places), this.#bytes(32), pick([0, 1, 16_385, 0xffffff])),
      () => frame(frameTypes.goAway, 0, 0, this.#bytes(24)),
    ])()
  }

  #nonsense(): Buffer {
    return this.#bytes(256)
  }
}
