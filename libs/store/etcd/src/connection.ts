// in: one etcd endpoint → out: gRPC calls and streams on one HTTP/2 connection. Never: retries.
import type { Socket } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import { encodeHeaders } from '@binnacle/http2'
import { dial, type Line } from './dial.ts'
import { EtcdError, grpcCodes } from './etcd-error.ts'
import { FrameReader, frame } from './grpc-frames.ts'
import { type Call, deadlineExceeded, type Ended } from './h2-call.ts'
import { Link } from './h2-link.ts'
import { limits } from './limits.ts'

export type Tls = Pick<SecureContextOptions, 'ca' | 'cert' | 'key'>

export interface StreamSink {
  message(bytes: Buffer): void
  /** Called once, the last thing. */
  end(error: EtcdError): void
}

/** Of a long answer: while it is held, nothing is read from the socket, for no call. */
export interface Download {
  hold(): void
  goOn(): void
}

export interface CallStream {
  send(message: Buffer): void
  cancel(): void
}

type Headers = Record<string, string>

const canceled: Ended = { reason: 'context canceled', unsent: false }
const leaving: Ended = { reason: 'the member was left', unsent: false }

/** Heads of requests that are kept; they differ by path and token only. */
const headsMax = 64

export class Connection {
  readonly endpoint: string
  readonly #socket: Socket
  readonly #link: Link
  readonly #authority: string
  readonly #scheme: string
  readonly #pings: NodeJS.Timeout
  readonly #heads = new Map<string, Buffer>()
  readonly #calls = new Set<Call>()
  readonly #streams = new Set<Call>()
  #open = true
  #left = false

  private constructor(endpoint: string, line: Line) {
    this.endpoint = endpoint
    this.#socket = line.socket
    this.#link = new Link(line, () => this.close())
    this.#authority = new URL(endpoint).host || 'localhost'
    this.#scheme = endpoint.startsWith('https:') ? 'https' : 'http'
    this.#pings = setInterval(() => this.#ping(), limits.pingEveryMs)
    this.#pings.unref()
  }

  static async open(endpoint: string, tls: Tls): Promise<Connection> {
    const line = await dial(endpoint, tls, limits.connectTimeoutMs).catch((error: Error) => {
      const why = `connection error: ${error.message}`
      throw new EtcdError(grpcCodes.unavailable, why, true)
    })
    return new Connection(endpoint, line)
  }

  get open(): boolean {
    return this.#open && !this.#left && this.#link.open
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    clearInterval(this.#pings)
    this.#link.destroy('the connection was closed')
  }

  /** No more calls: those under way may end, streams are to go on elsewhere. */
  leave(): void {
    this.#left = true
    for (const stream of this.#streams) this.#link.cancel(stream, leaving)
    if (this.#calls.size === 0) this.close()
  }

  #ping(): void {
    let timer = setTimeout(() => {
      timer = setTimeout(() => this.close(), limits.pingGraceMs)
    }, limits.pingTimeoutMs)
    this.#link.ping(() => clearTimeout(timer))
  }

  #head(path: string, headers: Headers): Buffer {
    const key = `${path} ${headers.token ?? ''} ${headers.hasleader ?? ''}`
    const kept = this.#heads.get(key)
    if (kept !== undefined) return kept
    const head = encodeHeaders([
      [':method', 'POST'],
      [':scheme', this.#scheme],
      [':path', path],
      [':authority', this.#authority],
      ['content-type', 'application/grpc'],
      ['te', 'trailers'],
      ...Object.entries(headers),
    ])
    if (this.#heads.size >= headsMax) this.#heads.clear()
    this.#heads.set(key, head)
    return head
  }

  /** One message there, one back. */
  call(path: string, message: Buffer, headers: Headers, timeoutMs: number): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
    if (message.length > limits.requestBytesMax) {
      const sizes = `${message.length} vs. ${limits.requestBytesMax}`
      const why = `trying to send message larger than max (${sizes})`
      reject(new EtcdError(grpcCodes.resourceExhausted, why, true))
      return promise
    }
    let answer: Buffer | undefined
    const deadlineMs = performance.now() + timeoutMs
    const call = this.#start(path, headers, deadlineMs, this.#calls, {
      message: (bytes) => {
        answer ??= bytes
      },
      end: (error) => {
        if (error.code === 0 && answer !== undefined) resolve(answer)
        else reject(error)
      },
    })
    this.#link.push(call, frame(message), true)
    return promise
  }

  /** A stream both ways. */
  stream(path: string, headers: Headers, sink: StreamSink): CallStream {
    const call = this.#start(path, headers, Number.POSITIVE_INFINITY, this.#streams, sink)
    return {
      send: (message) => this.#link.push(call, frame(message), false),
      cancel: () => this.#link.cancel(call, canceled),
    }
  }

  /** One message there, many back. Others should have no calls on this connection meanwhile. */
  download(path: string, message: Buffer, headers: Headers, sink: StreamSink): Download {
    const call = this.#start(path, headers, Number.POSITIVE_INFINITY, this.#calls, sink)
    this.#link.push(call, frame(message), true)
    return { hold: () => void this.#socket.pause(), goOn: () => void this.#socket.resume() }
  }

  #start(
    path: string,
    headers: Headers,
    deadlineMs: number,
    among: Set<Call>,
    sink: StreamSink,
  ): Call {
    if (!this.open) throw new EtcdError(grpcCodes.unavailable, 'connection is closed', true)
    const reader = new FrameReader((bytes) => sink.message(bytes))
    let status: EtcdError | undefined
    const call = this.#link.start(this.#head(path, headers), deadlineMs, {
      headers(fields) {
        status = statusOf(fields) ?? status
      },
      data: (piece) => reader.add(piece),
      closed: (why) => {
        among.delete(call)
        sink.end(status ?? ended(why))
        if (this.#left && this.#calls.size === 0) this.close()
      },
    })
    among.add(call)
    return call
  }
}

/** Stands for a stream that ended well. */
const done = new EtcdError(0, 'done')

/** undefined: these are not the last headers. */
function statusOf(fields: ReadonlyMap<string, string>): EtcdError | undefined {
  const text = fields.get('grpc-status')
  if (text === undefined) return undefined
  const code = Number(text)
  if (code === 0) return done
  return new EtcdError(code, decodeURIComponent(fields.get('grpc-message') ?? ''))
}

function ended(why: Ended | undefined): EtcdError {
  const { unavailable, deadlineExceeded: late } = grpcCodes
  const { reason, unsent } = why ?? { reason: 'error reading from server: EOF', unsent: false }
  return new EtcdError(why === deadlineExceeded ? late : unavailable, reason, unsent)
}
