// in: requests → out: their answers' statuses and sizes, over HTTP/2 or HTTP/1.1. A life.
import { type ClientHttp2Session, connect } from 'node:http2'
import { Agent, request } from 'node:https'
import type { Target } from './target.ts'

const sessionsMax = 4
/** A server allows 100 streams (kube-apiserver does): more would wait without a word. */
const followedEach = 100

/** As Go's clients have them, in bytes. */
const streamWindow = 4 * 1024 * 1024
const sessionWindow = 1024 ** 3

export interface Ask {
  readonly method?: string
  readonly path: string
  readonly body?: string
  readonly gzip?: boolean
  /** JSON when left out. */
  readonly accept?: string
  /** Of the body; JSON or a merge patch when left out. */
  readonly type?: string
}

export interface Answer {
  readonly status: number
  readonly bytes: number
}

export class Client {
  readonly #target: Target
  readonly #sessions: ClientHttp2Session[] = []
  readonly #agent: Agent | undefined
  #next = 0
  #followed = 0

  constructor(target: Target, protocol: 1 | 2) {
    this.#target = target
    // The benchmark trusts whom it is told to measure.
    if (protocol === 1) this.#agent = new Agent({ keepAlive: true, rejectUnauthorized: false })
  }

  send(ask: Ask): Promise<Answer> {
    return this.#agent === undefined ? this.#send2(ask) : this.#send1(ask, this.#agent)
  }

  close(): void {
    for (const session of this.#sessions) session.destroy()
    this.#agent?.destroy()
  }

  /** A stream of lines, until the client is closed. Resolves when the server has answered. */
  follow(path: string, seen: (chunk: Buffer) => void): Promise<void> {
    const at = sessionsMax + Math.floor(this.#followed++ / followedEach)
    const stream = this.#session(at).request(this.#head({ path }))
    stream.on('data', seen)
    stream.on('error', () => undefined)
    return new Promise((resolve, reject) => {
      stream.on('response', ({ ':status': status }) => {
        if (status === 200) resolve()
        else reject(new Error(`${path} answered ${status}`))
      })
    })
  }

  #session(at = this.#next++ % sessionsMax): ClientHttp2Session {
    const known = this.#sessions[at]
    if (known !== undefined && !known.closed) return known
    const settings = { enablePush: false, initialWindowSize: streamWindow }
    const fresh = connect(this.#target.server, { rejectUnauthorized: false, settings })
    fresh.on('error', () => undefined)
    fresh.on('connect', () => fresh.setLocalWindowSize(sessionWindow))
    this.#sessions[at] = fresh
    return fresh
  }

  #fields(ask: Ask): Record<string, string> {
    const fields: Record<string, string> = {
      authorization: `Bearer ${this.#target.token}`,
      accept: ask.accept ?? 'application/json',
    }
    if (ask.body !== undefined) {
      fields['content-type'] =
        ask.type ?? (ask.method === 'PATCH' ? mergePatch : 'application/json')
    }
    if (ask.gzip === true) fields['accept-encoding'] = 'gzip'
    return fields
  }

  #head(ask: Ask): Record<string, string> {
    return { ':method': ask.method ?? 'GET', ':path': ask.path, ...this.#fields(ask) }
  }

  #send2(ask: Ask): Promise<Answer> {
    const stream = this.#session().request(this.#head(ask))
    return new Promise((resolve, reject) => {
      let status = 0
      let bytes = 0
      stream.on('response', (headers) => {
        status = headers[':status'] ?? 0
      })
      stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      stream.on('error', reject)
      stream.on('close', () => resolve({ status, bytes }))
      stream.end(ask.body)
    })
  }

  #send1(ask: Ask, agent: Agent): Promise<Answer> {
    const url = new URL(ask.path, this.#target.server)
    return new Promise((resolve, reject) => {
      const sent = request(url, { agent, method: ask.method ?? 'GET', headers: this.#fields(ask) })
      sent.on('error', reject)
      sent.on('response', (response) => {
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        response.on('error', reject)
        response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes }))
      })
      sent.end(ask.body)
    })
  }
}

const mergePatch = 'application/merge-patch+json'
