// in: a request and where it is served → out: the answer from there, streamed as it comes. Never: a redirect followed.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import { ApiError, failure } from '@binnacle/meta'
import { type Destination, exchange } from './exchange.ts'
import { dialWords } from './dial-words.ts'
import { passedHeaders, returnedHeaders } from './pass-headers.ts'
import { pour } from './pour.ts'

export type ForwardedRequest = Pick<
  ResourceRequest,
  'method' | 'headers' | 'body' | 'signal' | 'upgrade' | 'remoteAddress'
> & {
  /** The answer may be cut anywhere: a watch, a log that is followed. */
  readonly endless?: boolean
}

type Headers = Record<string, string | string[]>

function unavailable(message: string): ApiError {
  return new ApiError(failure(503, 'ServiceUnavailable', message))
}

/** The error of a backend that cannot be reached, as the reference words it. */
function unreachable(error: Error, { url }: Destination): ApiError {
  return unavailable(`error trying to reach service: ${dialWords(error, url)}`)
}

function headersFor(request: ForwardedRequest, destination: Destination, extra: Headers): Headers {
  const { headers, remoteAddress } = request
  const passed = passedHeaders(headers, destination.isIdentity)
  const before = headers.get('x-forwarded-for')
  passed['x-forwarded-for'] = before ? `${before}, ${remoteAddress}` : remoteAddress
  return { ...passed, ...destination.headers, ...extra }
}

const bodiless = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE'])

export async function forward(request: ForwardedRequest, destination: Destination): Promise<Reply> {
  if (request.upgrade && request.headers.get('upgrade')) return upgradeTo(request, destination)
  const body = await request.body()
  const { method, signal } = request
  const sized = body.length > 0 || !bodiless.has(method)
  const extra: Headers = sized ? { 'content-length': String(body.length) } : {}
  const headers = headersFor(request, destination, extra)
  const answer = await exchange(destination, { method, headers, body, signal }).catch((error) => {
    throw unreachable(error, destination)
  })
  const { incoming, far } = answer
  if (far) {
    far.destroy()
    const asked = incoming.headers.upgrade ?? ''
    throw unavailable(`backend tried to switch protocol "${asked}" when "" was requested`)
  }
  return plain(incoming, request.endless)
}

function plain(incoming: IncomingMessage, endless = false): Reply {
  const status = incoming.statusCode ?? 502
  // A backend does not get to send the client elsewhere.
  if (status >= 300 && status < 400 && incoming.headers.location) {
    incoming.destroy()
    const body = 'the backend attempted to redirect this request, which is not permitted'
    return { status: 502, headers: [['Content-Type', 'text/plain; charset=utf-8']], body }
  }
  const headers = returnedHeaders(incoming.rawHeaders)
  return { status, headers, stream: (sink) => pour(incoming, sink), endless }
}

/** Bytes go both ways only after the backend itself has agreed to leave HTTP. */
async function upgradeTo(request: ForwardedRequest, destination: Destination): Promise<Reply> {
  const upgrade = request.headers.get('upgrade') ?? ''
  const headers = headersFor(request, destination, { connection: 'Upgrade', upgrade })
  const { method, signal } = request
  const answer = await exchange(destination, { method, headers, signal }).catch((error) => {
    throw unavailable(dialWords(error, destination.url))
  })
  const { incoming, far, head } = answer
  if (far === undefined) {
    const status = incoming.statusCode ?? 502
    if (status >= 400) return plain(incoming)
    incoming.destroy()
    throw unavailable(`invalid upgrade response: status code ${status}`)
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

/** The end of one side is the end of both. */
function join(near: Duplex, far: Duplex): void {
  near.pipe(far)
  far.pipe(near)
  const end = () => {
    near.destroy()
    far.destroy()
  }
  for (const side of [near, far]) side.on('error', end).on('close', end)
  if (near.destroyed || far.destroyed) end()
}
