// in: questions → out: answers over kept HTTP/1.1 connections, as a well-behaved client keeps them.
import type { ClientRequest } from 'node:http'
import { Agent, request } from 'node:https'
import type { Answer, Credentials, Hearing, Listening, Question, Target, Wire } from './wire.ts'
import { linesTo, WireError } from './wire.ts'

export class Http1Wire implements Wire {
  readonly #agent: Agent
  readonly #target: Target

  constructor(target: Target, credentials: Credentials) {
    this.#target = target
    this.#agent = new Agent({ keepAlive: true, maxSockets: 100, ...credentials })
  }

  ask({ method, path, body, type = 'application/json', timeoutMs }: Question): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers =
      text === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(text) }
    const sent = request({ ...this.#target, agent: this.#agent, method, path, headers })
    const fail = failing(sent, reject)
    const late = setTimeout(() => sent.destroy(new Error('no answer in time')), timeoutMs)
    sent.on('error', fail)
    sent.on('response', (got) => {
      const pieces: Buffer[] = []
      got.on('data', (piece) => pieces.push(piece))
      got.on('error', fail)
      got.on('close', () => {
        if (!got.complete) fail(new Error('the answer was cut'))
        else resolve({ status: got.statusCode ?? 0, text: Buffer.concat(pieces).toString() })
      })
    })
    sent.on('close', () => clearTimeout(late))
    sent.end(text)
    return promise
  }

  listen(path: string, hearing: Hearing): Listening {
    const sent = request({ ...this.#target, agent: this.#agent, path })
    let over = false
    const end = (why: string): void => {
      if (over) return
      over = true
      hearing.end(why)
    }
    let hold = (_still: boolean): void => {}
    sent.on('error', (error) => end(error.message))
    sent.on('response', (got) => {
      hearing.start(got.statusCode ?? 0)
      got.on('data', linesTo(hearing.line))
      got.on('error', (error) => end(error.message))
      got.on('close', () => end(got.complete ? 'ended' : 'cut'))
      hold = (still) => void (still ? got.pause() : got.resume())
    })
    sent.end()
    return {
      close: () => void sent.destroy(),
      pause: () => hold(true),
      resume: () => hold(false),
    }
  }

  close(): void {
    this.#agent.destroy()
  }
}

/** What fails before the connection stands was surely not begun. */
function failing(sent: ClientRequest, reject: (error: WireError) => void) {
  let connected = false
  sent.on('socket', (socket) => {
    if (socket.connecting) socket.once('secureConnect', () => (connected = true))
    else connected = true
  })
  return (error: Error): void => reject(new WireError(error.message, !connected))
}
