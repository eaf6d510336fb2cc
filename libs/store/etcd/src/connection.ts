// in: one etcd endpoint → out: gRPC calls and streams on one HTTP/2 connection. Never: retries.
import http2, { type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2'
import { connect } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import { EtcdError, grpcCodes } from './etcd-error.ts'
import { FrameReader, frame } from './grpc-frames.ts'
import { limits } from './limits.ts'

export type Tls = Pick<SecureContextOptions, 'ca' | 'cert' | 'key'>

export interface StreamSink {
  message(bytes: Buffer): void
  /** Called once, the last thing. */
  end(error: EtcdError): void
}

export interface CallStream {
  send(message: Buffer): void
  cancel(): void
}

type Headers = Record<string, string>

function statusOf(headers: http2.IncomingHttpHeaders): EtcdError | undefined {
  const code = Number(headers['grpc-status'] ?? grpcCodes.unknown)
  if (code === 0) return undefined
  return new EtcdError(code, decodeURIComponent(String(headers['grpc-message'] ?? '')))
}

/** REFUSED_STREAM: the member did not look at it. */
const refusedStream = 7

/** `unix:///run/etcd.sock`; the permissions of its folder say who may connect. */
function socketPath(endpoint: string): string | undefined {
  return endpoint.startsWith('unix://') ? endpoint.slice('unix://'.length) : undefined
}

export class Connection {
  readonly endpoint: string
  readonly #session: ClientHttp2Session
  readonly #authority: string
  readonly #pings: NodeJS.Timeout
  #open = true
  #left = false
  readonly #calls = new Set<ClientHttp2Stream>()
  readonly #streams = new Set<ClientHttp2Stream>()

  private constructor(endpoint: string, session: ClientHttp2Session) {
    this.endpoint = endpoint
    this.#session = session
    this.#authority = new URL(endpoint).host || 'localhost'
    const lost = (): void => this.close()
    // A member that says goodbye takes no more calls but answers those under way.
    session.on('error', lost).on('close', lost)
    this.#pings = setInterval(() => this.#ping(), limits.pingEveryMs)
    this.#pings.unref()
  }

  static open(endpoint: string, tls: Tls): Promise<Connection> {
    const { promise, resolve, reject } = Promise.withResolvers<Connection>()
    const path = socketPath(endpoint)
    const session = http2.connect(path === undefined ? endpoint : 'http://localhost', {
      ...tls,
      ...(path !== undefined && { createConnection: () => connect(path) }),
      settings: { initialWindowSize: limits.streamWindowBytes, enablePush: false },
      maxSessionMemory: limits.sessionMemoryMegabytes,
    })
    const fail = (why: string): void => {
      clearTimeout(timer)
      session.destroy()
      reject(new EtcdError(grpcCodes.unavailable, `connection error: ${why}`, true))
    }
    const timer = setTimeout(() => fail('timed out'), limits.connectTimeoutMs)
    const failed = (error: Error): void => fail(error.message)
    session.on('error', failed)
    session.once('connect', () => {
      clearTimeout(timer)
      session.off('error', failed)
      session.setLocalWindowSize(limits.sessionWindowBytes)
      resolve(new Connection(endpoint, session))
    })
    return promise
  }

  get open(): boolean {
    return this.#open && !this.#left && !this.#session.closed && !this.#session.destroyed
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    clearInterval(this.#pings)
    this.#session.destroy()
  }

  /** No more calls: those under way may end, streams are to go on elsewhere. */
  leave(): void {
    this.#left = true
    for (const stream of this.#streams) stream.close(http2.constants.NGHTTP2_CANCEL)
    if (this.#calls.size === 0) this.close()
  }

  #ping(): void {
    let timer = setTimeout(() => {
      timer = setTimeout(() => this.close(), limits.pingGraceMs)
    }, limits.pingTimeoutMs)
    const sent = this.#session.ping((error) => {
      clearTimeout(timer)
      if (error !== null) this.close()
    })
    if (!sent) clearTimeout(timer)
  }

  #request(path: string, headers: Headers): ClientHttp2Stream {
    if (!this.open) throw new EtcdError(grpcCodes.unavailable, 'connection is closed', true)
    try {
      return this.#session.request({
        ':method': 'POST',
        ':path': path,
        ':authority': this.#authority,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...headers,
      })
    } catch (error) {
      throw new EtcdError(grpcCodes.unavailable, (error as Error).message, true)
    }
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
    const answer: Buffer[] = []
    const stream = this.#stream(path, headers, this.#calls, {
      message: (bytes) => answer.push(bytes),
      end: (error) => {
        clearTimeout(timer)
        if (error.code === 0 && answer[0] !== undefined) resolve(answer[0])
        else reject(error)
      },
    })
    const timer = setTimeout(() => {
      reject(new EtcdError(grpcCodes.deadlineExceeded, 'context deadline exceeded'))
      stream.close(http2.constants.NGHTTP2_CANCEL)
    }, timeoutMs)
    stream.end(frame(message))
    return promise
  }

  /** A stream both ways. */
  stream(path: string, headers: Headers, sink: StreamSink): CallStream {
    const stream = this.#stream(path, headers, this.#streams, sink)
    return {
      send: (message) => void stream.write(frame(message)),
      cancel: () => stream.close(http2.constants.NGHTTP2_CANCEL),
    }
  }

  #stream(
    path: string,
    headers: Headers,
    among: Set<ClientHttp2Stream>,
    sink: StreamSink,
  ): ClientHttp2Stream {
    const stream = this.#request(path, headers)
    among.add(stream)
    const reader = new FrameReader((bytes) => sink.message(bytes))
    let status: EtcdError | undefined
    let known = false
    let broken: Error | undefined
    const read = (trailers: http2.IncomingHttpHeaders): void => {
      if (trailers['grpc-status'] === undefined) return
      known = true
      status = statusOf(trailers)
    }
    stream.on('response', read)
    stream.on('trailers', read)
    stream.on('data', (piece: Buffer) => reader.add(piece))
    stream.on('error', (error) => {
      broken = error
    })
    stream.on('close', () => {
      among.delete(stream)
      if (this.#left && this.#calls.size === 0) this.close()
      const unsent = stream.rstCode === refusedStream || stream.id === undefined
      const why = broken?.message ?? 'error reading from server: EOF'
      const end = known ? (status ?? done) : new EtcdError(grpcCodes.unavailable, why, unsent)
      sink.end(end)
    })
    return stream
  }
}

/** Stands for a stream that ended well. */
const done = new EtcdError(0, 'done')
