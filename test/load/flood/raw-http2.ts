// in: one request, encoded once → out: it sent again and again over one HTTP/2 connection, and its answers'
// statuses. Never: a header table, a push, a body that anybody keeps.
import { connect, type TLSSocket } from 'node:tls'
import { fieldsOf, literal } from './header-fields.ts'

/** A program that floods has no time for what node:http2 does beside these. */
const kinds = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goaway: 7, window: 8 } as const
const ack = 1
const endStream = 1
const endHeaders = 4
const headerTableSize = 1
const maxConcurrentStreams = 3
const initialWindowSize = 4
const windowMax = 0x7fff_ffff
const firstWindow = 65_535
/** Of a server that names no bound. */
const streamsUnbounded = 100
const textMax = 300
const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

export interface RawAnswer {
  /** 0: the stream or its connection ended without one. */
  readonly status: number
  readonly retryAfter: number | undefined
  /** Why there is no status, or what the body begins with. */
  readonly why: string
  readonly tookMs: number
}

export interface RawRequest {
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

function frame(kind: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(9 + payload.length)
  bytes.writeUIntBE(payload.length, 0, 3)
  bytes.writeUInt8(kind, 3)
  bytes.writeUInt8(flags, 4)
  bytes.writeUInt32BE(stream, 5)
  bytes.set(payload, 9)
  return bytes
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function setting(id: number, value: number): Buffer {
  return Buffer.concat([Buffer.from([0, id]), number32(value)])
}

/** HEADERS and DATA of one request; only the stream's number is missing, twice. */
export function encodeRequest({ fields, body }: RawRequest): Buffer {
  const head = Buffer.concat(fields.map(([name, value]) => literal(name, value)))
  const headers = frame(kinds.headers, endHeaders | (body === '' ? endStream : 0), 0, head)
  if (body === '') return headers
  return Buffer.concat([headers, frame(kinds.data, endStream, 0, Buffer.from(body))])
}

interface Open {
  readonly sentMs: number
  answer: { status: number; retryAfter: number | undefined } | undefined
  text: string
}

export class RawHttp2 {
  readonly #socket: TLSSocket
  readonly #answered: (answer: RawAnswer) => void
  readonly #open = new Map<number, Open>()
  #rest: Buffer = Buffer.alloc(0)
  #nextStream = 1
  #streamsMax = 0
  /** Bytes of bodies that the server still takes. */
  #sendWindow = firstWindow
  #unacknowledged = 0
  /** Why nothing more can be sent; undefined: it can. */
  ended: string | undefined

  constructor(port: number, answered: (answer: RawAnswer) => void) {
    this.#answered = answered
    const options = { port, host: '127.0.0.1', ALPNProtocols: ['h2'], rejectUnauthorized: false }
    this.#socket = connect(options)
    this.#socket.setNoDelay(true)
    const settings = [setting(headerTableSize, 0), setting(initialWindowSize, windowMax)]
    this.#socket.write(preface)
    this.#socket.write(frame(kinds.settings, 0, 0, Buffer.concat(settings)))
    this.#socket.write(frame(kinds.window, 0, 0, number32(windowMax - firstWindow)))
    this.#socket.on('data', (bytes: Buffer) => this.#read(bytes))
    this.#socket.on('error', (error) => this.#end(error.message))
    this.#socket.on('close', () => this.#end('the connection was closed'))
  }

  get open(): number {
    return this.#open.size
  }

  /** How many requests the server takes now, with `bodyBytes` each. */
  room(bodyBytes: number): number {
    if (this.ended !== undefined) return 0
    const byWindow = Math.floor(this.#sendWindow / Math.max(1, bodyBytes))
    return Math.min(this.#streamsMax - this.#open.size, byWindow)
  }

  /** At most `room` of them; all leave in one write. */
  send(requests: readonly { readonly encoded: Buffer; readonly bodyBytes: number }[]): void {
    const sentMs = performance.now()
    const parts = requests.map(({ encoded, bodyBytes }) => {
      const bytes = Buffer.from(encoded)
      const stream = this.#nextStream
      this.#nextStream += 2
      bytes.writeUInt32BE(stream, 5)
      if (bodyBytes > 0) bytes.writeUInt32BE(stream, bytes.length - bodyBytes - 4)
      this.#sendWindow -= bodyBytes
      this.#open.set(stream, { sentMs, answer: undefined, text: '' })
      return bytes
    })
    this.#socket.write(Buffer.concat(parts))
  }

  close(): void {
    this.#socket.destroy()
  }

  #end(why: string): void {
    this.ended ??= why
    for (const stream of [...this.#open.keys()]) this.#settle(stream, why)
  }

  #settle(stream: number, why: string): void {
    const open = this.#open.get(stream)
    if (open === undefined) return
    this.#open.delete(stream)
    const { status = 0, retryAfter } = open.answer ?? {}
    const tookMs = performance.now() - open.sentMs
    if (why === '') this.#answered({ status, retryAfter, why: open.text, tookMs })
    else this.#answered({ status: 0, retryAfter, why, tookMs })
  }

  #read(bytes: Buffer): void {
    let left = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    while (left.length >= 9) {
      const end = 9 + left.readUIntBE(0, 3)
      if (left.length < end) break
      const stream = left.readUInt32BE(5) & windowMax
      this.#take(left.readUInt8(3), left.readUInt8(4), stream, left.subarray(9, end))
      left = left.subarray(end)
    }
    this.#rest = left
  }

  #take(kind: number, flags: number, stream: number, payload: Buffer): void {
    if (kind === kinds.headers) {
      const open = this.#open.get(stream)
      if (open !== undefined) open.answer = fieldsOf(payload)
    } else if (kind === kinds.data) {
      const open = this.#open.get(stream)
      // What went well is not read.
      if (open?.answer !== undefined && open.answer.status >= 400 && open.text === '') {
        open.text = payload.toString('utf8', 0, textMax)
      }
      this.#acknowledge(payload.length)
    } else if (kind === kinds.reset) this.#settle(stream, `reset ${payload.readUInt32BE(0)}`)
    else if (kind === kinds.settings && (flags & ack) === 0) this.#obey(payload)
    else if (kind === kinds.ping && (flags & ack) === 0) {
      this.#socket.write(frame(kinds.ping, ack, 0, payload))
    } else if (kind === kinds.goaway) this.ended = `told to go away: ${payload.readUInt32BE(4)}`
    else if (kind === kinds.window && stream === 0) this.#sendWindow += payload.readUInt32BE(0)
    const isLast = kind === kinds.headers || kind === kinds.data
    if (isLast && (flags & endStream) !== 0) this.#settle(stream, '')
  }

  #acknowledge(bytes: number): void {
    this.#unacknowledged += bytes
    if (this.#unacknowledged < windowMax / 4) return
    this.#socket.write(frame(kinds.window, 0, 0, number32(this.#unacknowledged)))
    this.#unacknowledged = 0
  }

  #obey(payload: Buffer): void {
    if (this.#streamsMax === 0) this.#streamsMax = streamsUnbounded
    for (let at = 0; at + 6 <= payload.length; at += 6) {
      if (payload.readUInt16BE(at) === maxConcurrentStreams) {
        this.#streamsMax = payload.readUInt32BE(at + 2)
      }
    }
    this.#socket.write(frame(kinds.settings, ack, 0, Buffer.alloc(0)))
  }
}
