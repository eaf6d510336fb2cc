// in: questions → out: answers over one HTTP/2 connection, opened anew when it is gone.
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2'
import type { Answer, Credentials, Hearing, Listening, Question, Target, Wire } from './wire.ts'
import { linesTo, WireError } from './wire.ts'

const connectWithinMs = 5_000
const pingEveryMs = 3_000

export class Http2Wire implements Wire {
  readonly #credentials: Credentials
  readonly #url: string
  #session: ClientHttp2Session | undefined
  #connecting: Promise<ClientHttp2Session> | undefined

  constructor({ host, port }: Target, credentials: Credentials) {
    this.#url = `https://${host}:${port}`
    this.#credentials = credentials
  }

  #open(): Promise<ClientHttp2Session> {
    const { promise, resolve, reject } = Promise.withResolvers<ClientHttp2Session>()
    const session = connect(this.#url, { ...this.#credentials })
    const fail = (why: string): void => {
      session.destroy()
      reject(new WireError(why, true))
    }
    const late = setTimeout(() => fail('no connection in time'), connectWithinMs)
    session.on('error', (error) => fail(error.message))
    session.on('connect', () => {
      clearTimeout(late)
      this.#session = session
      keepAlive(session)
      resolve(session)
    })
    session.on('close', () => clearTimeout(late))
    return promise
  }

  async #at(): Promise<ClientHttp2Session> {
    const known = this.#session
    if (known !== undefined && !known.closed && !known.destroyed) return known
    this.#connecting ??= this.#open().finally(() => (this.#connecting = undefined))
    return this.#connecting
  }

  async #stream(headers: Record<string, string>, endStream: boolean): Promise<ClientHttp2Stream> {
    const session = await this.#at()
    try {
      return session.request(headers, { endStream })
    } catch (error) {
      throw new WireError((error as Error).message, true)
    }
  }

  async ask(question: Question): Promise<Answer> {
    const { method, path, body, type = 'application/json', timeoutMs } = question
    const headers = { ':method': method, ':path': path }
    const typed = body === undefined ? headers : { ...headers, 'content-type': type }
    const stream = await this.#stream(typed, body === undefined)
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const pieces: Buffer[] = []
    let status = 0
    let why = 'the answer was cut'
    const late = setTimeout(() => {
      why = 'no answer in time'
      stream.close(constants.NGHTTP2_CANCEL)
    }, timeoutMs)
    let whole = false
    stream.on('response', (head) => (status = Number(head[':status'])))
    stream.on('data', (piece) => pieces.push(piece as Buffer))
    stream.on('end', () => (whole = status > 0))
    stream.on('error', (error) => (why = error.message))
    stream.on('close', () => {
      clearTimeout(late)
      if (whole && stream.rstCode === 0) {
        resolve({ status, text: Buffer.concat(pieces).toString() })
        return
      }
      reject(new WireError(`${why} (${stream.rstCode})`, isUnsent(stream, why)))
    })
    if (body !== undefined) stream.end(JSON.stringify(body))
    return promise
  }

  listen(path: string, hearing: Hearing): Listening {
    let stream: ClientHttp2Stream | undefined
    let closed = false
    const begin = async (): Promise<void> => {
      stream = await this.#stream({ ':method': 'GET', ':path': path }, true)
      const at = stream
      let why = 'ended'
      at.on('response', (head) => hearing.start(Number(head[':status'])))
      const lines = linesTo(hearing.line)
      at.on('data', (piece) => lines(piece as Buffer))
      at.on('error', (error) => (why = error.message))
      at.on('close', () => hearing.end(at.rstCode === 0 ? why : `reset ${at.rstCode}`))
      if (closed) at.close(constants.NGHTTP2_CANCEL)
    }
    begin().catch((error: Error) => hearing.end(error.message))
    return {
      close() {
        closed = true
        stream?.close(constants.NGHTTP2_CANCEL)
      },
      pause: () => void stream?.pause(),
      resume: () => void stream?.resume(),
    }
  }

  close(): void {
    this.#session?.destroy()
  }
}

/** A connection that nobody answers on is given up, as client-go does. */
function keepAlive(session: ClientHttp2Session): void {
  const pings = setInterval(() => {
    if (session.destroyed || session.closed) return
    const late = setTimeout(() => session.destroy(new Error('no answer to a ping')), pingEveryMs)
    session.ping(() => clearTimeout(late))
  }, pingEveryMs)
  session.on('close', () => clearInterval(pings))
}

/** Refused streams, and those behind the last that a GOAWAY names. */
function isUnsent(stream: ClientHttp2Stream, why: string): boolean {
  return (
    stream.rstCode === constants.NGHTTP2_REFUSED_STREAM ||
    stream.id === undefined ||
    /GOAWAY/.test(why)
  )
}
