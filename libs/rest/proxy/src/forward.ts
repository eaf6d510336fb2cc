// in: a request and where it is served → out: the answer from there, streamed as it comes. Never: a redirect followed.
import { type IncomingMessage, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Duplex } from 'node:stream'
import type { BodySink, Reply, ResourceRequest } from '@binnacle/exchange'
import { ApiError, failure, serviceUnavailable } from '@binnacle/meta'
import { passedHeaders, returnedHeaders } from './pass-headers.ts'

/** Where a request goes on. */
export interface Destination {
  readonly url: URL
  /** PEM. */
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly insecureSkipVerify?: boolean
  readonly serverName?: string
  /** Set in place of what the client sent. */
  readonly headers?: Readonly<Record<string, string | string[]>>
}

type Request = Pick<ResourceRequest, 'method' | 'headers' | 'body' | 'signal' | 'upgrade'>

const connectTimeoutMs = 30_000

function open(request: Request, destination: Destination, extra: Record<string, string>) {
  const { url, ca, cert, key, insecureSkipVerify, serverName } = destination
  const secure = url.protocol === 'https:'
  const tls = { ca, cert, key, servername: serverName, rejectUnauthorized: !insecureSkipVerify }
  const headers = { ...passedHeaders(request.headers), ...destination.headers, ...extra }
  const options = { method: request.method, headers, timeout: connectTimeoutMs }
  return secure ? httpsRequest(url, { ...options, ...tls }) : httpRequest(url, options)
}

/** The error of a backend that cannot be reached, as the reference words it. */
function unreachable(error: Error): ApiError {
  return new ApiError(
    failure(503, 'ServiceUnavailable', `error trying to reach service: ${error.message}`),
  )
}

export async function forward(request: Request, destination: Destination): Promise<Reply> {
  if (request.upgrade && request.headers.get('upgrade')) return upgradeTo(request, destination)
  const body = await request.body()
  const outgoing = open(request, destination, { 'content-length': String(body.length) })
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on('response', resolve)
    outgoing.on('error', (error) => reject(unreachable(error)))
    request.signal.addEventListener('abort', () => outgoing.destroy())
    outgoing.end(body)
  })
  const status = incoming.statusCode ?? 502
  // A backend does not get to send the client elsewhere.
  if (status >= 300 && status < 400 && status !== 304) {
    incoming.resume()
    throw serviceUnavailable('the backend attempted to redirect this request, which is not permitted')
  }
  const headers = returnedHeaders(incoming.rawHeaders)
  return { status, headers, stream: (sink) => pour(incoming, sink) }
}

async function pour(incoming: IncomingMessage, sink: BodySink): Promise<void> {
  sink.onClose(() => incoming.destroy())
  for await (const chunk of incoming) {
    if (sink.closed) return
    if (!sink.write(chunk as Uint8Array)) await sink.drained()
  }
  sink.end()
}

/** Bytes go both ways only after the backend itself has agreed to leave HTTP. */
async function upgradeTo(request: Request, destination: Destination): Promise<Reply> {
  const upgrade = request.headers.get('upgrade') ?? ''
  const outgoing = open(request, destination, { connection: 'Upgrade', upgrade })
  const answer = await new Promise<{ incoming: IncomingMessage; far?: Duplex; head?: Buffer }>(
    (resolve, reject) => {
      outgoing.on('upgrade', (incoming, far, head) => resolve({ incoming, far, head }))
      outgoing.on('response', (incoming) => resolve({ incoming }))
      outgoing.on('error', (error) => reject(unreachable(error)))
      outgoing.end()
    },
  )
  const { incoming, far, head } = answer
  if (far === undefined) {
    const headers = returnedHeaders(incoming.rawHeaders)
    return { status: incoming.statusCode ?? 502, headers, stream: (sink) => pour(incoming, sink) }
  }
  return {
    upgrade(near, sent) {
      const lines = [`HTTP/1.1 101 ${incoming.statusMessage || 'Switching Protocols'}`]
      for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
        lines.push(`${incoming.rawHeaders[at]}: ${incoming.rawHeaders[at + 1]}`)
      }
      near.write(`${lines.join('\r\n')}\r\n\r\n`)
      if (head && head.length > 0) near.write(head)
      if (sent.length > 0) far.write(sent)
      join(near, far)
    },
  }
}

function join(near: Duplex, far: Duplex): void {
  near.pipe(far)
  far.pipe(near)
  const end = () => {
    near.destroy()
    far.destroy()
  }
  for (const side of [near, far]) side.on('error', end).on('close', end)
}
