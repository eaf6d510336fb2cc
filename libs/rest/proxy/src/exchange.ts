// in: a request to send → out: the head of its answer. Never: a redirect followed, an answer's body read.
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Duplex } from 'node:stream'

/** Where a request goes on. */
export interface Destination {
  readonly url: URL
  /** Connected to in place of what the name in `url` would be looked up as. */
  readonly address?: string
  /** The request target to send, letter by letter; left out: what `url` says. */
  readonly path?: string
  /** PEM. */
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly insecureSkipVerify?: boolean
  readonly serverName?: string
  /** Set in place of what the client sent. */
  readonly headers?: Readonly<Record<string, string | string[]>>
  /** Headers beyond the usual ones that say here who the caller is; they do not go on. */
  readonly isIdentity?: (name: string) => boolean
}

export interface Sent {
  readonly method: string
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body?: Uint8Array
  readonly signal: AbortSignal
}

export interface Answer {
  readonly incoming: IncomingMessage
  /** The connection, when the backend left HTTP. */
  readonly far?: Duplex
  readonly head?: Buffer
}

const connectWithinMs = 30_000
/** May be sent twice without harm. */
const repeatable = new Set(['GET', 'HEAD', 'OPTIONS'])

export async function exchange(destination: Destination, sent: Sent): Promise<Answer> {
  try {
    return await once(destination, sent)
  } catch (error) {
    // A connection that was kept may have been closed by the other side just now.
    const { reused, code } = error as { reused?: boolean; code?: string }
    if (!reused || code !== 'ECONNRESET' || !repeatable.has(sent.method)) throw error
    if (sent.signal.aborted) throw error
    return await once(destination, sent)
  }
}

function open(destination: Destination, { method, headers }: Sent): ClientRequest {
  const { url, path, address, ca, cert, key, insecureSkipVerify, serverName } = destination
  const options = {
    method,
    headers,
    ...(path !== undefined && { path }),
    ...(address !== undefined && { lookup: lookedUp(address) }),
    // Whatever a backend sends behind a refusal must not be taken for the answer to somebody else.
    ...(headers.upgrade !== undefined && { agent: false }),
  }
  if (url.protocol !== 'https:') return httpRequest(url, options)
  const rejectUnauthorized = !insecureSkipVerify
  const tls = { ca, cert, key, servername: serverName, rejectUnauthorized }
  return httpsRequest(url, { ...options, ...tls, minVersion: 'TLSv1.2' })
}

function lookedUp(address: string): LookupFunction {
  const family = isIP(address)
  return (_host, { all }, done) => {
    if (all) done(null, [{ address, family }])
    else done(null, address, family)
  }
}

function once(destination: Destination, sent: Sent): Promise<Answer> {
  const { signal, body } = sent
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Error(abortWords(signal)))
    const outgoing = open(destination, sent)
    const stop = () => outgoing.destroy(new Error(abortWords(signal)))
    signal.addEventListener('abort', stop, { once: true })
    const fail = (error: Error) => {
      signal.removeEventListener('abort', stop)
      reject(Object.assign(error, { reused: outgoing.reusedSocket }))
    }
    limitConnecting(outgoing, destination.url.protocol === 'https:')
    outgoing.on('response', (incoming) => {
      incoming.on('close', () => signal.removeEventListener('abort', stop))
      resolve({ incoming })
    })
    outgoing.on('upgrade', (incoming, far, head) => {
      // The taker listens later; until then nobody may crash on it.
      far.on('error', () => undefined)
      far.on('close', () => signal.removeEventListener('abort', stop))
      signal.addEventListener('abort', () => far.destroy(), { once: true })
      resolve({ incoming, far, head })
    })
    outgoing.on('error', fail)
    outgoing.on('close', () => fail(new Error('EOF')))
    outgoing.end(body)
  })
}

function abortWords({ reason }: AbortSignal): string {
  return reason?.name === 'TimeoutError' ? 'context deadline exceeded' : 'context canceled'
}

function limitConnecting(outgoing: ClientRequest, secure: boolean): void {
  outgoing.on('socket', (socket) => {
    if (!socket.connecting) return
    const late = () => outgoing.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' }))
    const timer = setTimeout(late, connectWithinMs)
    const clear = () => clearTimeout(timer)
    socket.once(secure ? 'secureConnect' : 'connect', clear).once('close', clear)
  })
}
