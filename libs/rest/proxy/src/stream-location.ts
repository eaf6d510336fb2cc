// in: where a text lies that another server has → out: the text, streamed; its refusal in the API's words.
// Never: the caller's headers handed on, a redirect followed.
import type { IncomingMessage } from 'node:http'
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import {
  ApiError,
  badRequest,
  failure,
  formatGroupResource,
  type GroupResource,
  internalError,
  unknownError,
} from '@binnacle/meta'
import { dialWords } from './dial-words.ts'
import { type Destination, exchange } from './exchange.ts'
import { pour } from './pour.ts'

/** Of a refusal no more is read. Bytes. */
const refusalBytesMax = 50_000

/** What the text is about, for refusals. */
export interface Subject {
  readonly resource: GroupResource
  readonly name: string
}

export async function streamLocation(
  { signal }: Pick<ResourceRequest, 'signal'>,
  destination: Destination,
  subject: Subject,
): Promise<Reply> {
  const { url } = destination
  const ask = { method: 'GET', headers: { 'user-agent': 'Go-http-client/1.1' }, signal }
  const failed = (words: string) => unknownError(`Get ${JSON.stringify(String(url))}: ${words}`)
  const { incoming, far } = await exchange(destination, ask).catch((error) => {
    throw failed(dialWords(error, url))
  })
  far?.destroy()
  const status = incoming.statusCode ?? 500
  if (status >= 300 && status < 400 && incoming.headers.location) {
    incoming.destroy()
    throw failed('redirects forbidden')
  }
  if (status < 200 || status > 206) {
    throw refusal(status, await beginning(incoming), subject)
  }
  const headers = [['Content-Type', 'text/plain']] as const
  // A log that is followed may be cut anywhere.
  const endless = url.searchParams.get('follow') === 'true'
  return { status: 200, headers, stream: (sink) => pour(incoming, sink), endless }
}

async function beginning(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= refusalBytesMax) break
  }
  return Buffer.concat(chunks).subarray(0, refusalBytesMax).toString()
}

/** Reasons and texts where the other server's own text is not shown. */
const known: Readonly<Record<number, readonly [reason: string, text: string]>> = {
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  409: ['Conflict', 'the server reported a conflict'],
  422: ['Invalid', 'the server rejected our request due to an error in our request'],
  429: [
    'TooManyRequests',
    'the server has received too many requests and has asked us to try again later',
  ],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: [
    'Timeout',
    'the server was unable to return a response in the time allotted, but may still be processing the request',
  ],
}

function wordsFor(status: number, text: string): readonly [reason: string, text: string] {
  const found = known[status]
  if (found) return found
  if (status === 403) return ['Forbidden', text]
  if (status === 415) return ['UnsupportedMediaType', text]
  if (status === 406) {
    const own = text !== '' && text !== 'unknown'
    const unable = 'the server was unable to respond with a content type that the client supports'
    return ['NotAcceptable', own ? text : unable]
  }
  if (status >= 500) {
    const shown = JSON.stringify(text)
    return [
      'InternalError',
      `an error on the server (${shown}) has prevented the request from succeeding`,
    ]
  }
  return [
    '',
    `the server responded with the status code ${status} but did not return more information`,
  ]
}

function refusal(status: number, text: string, { resource, name }: Subject): ApiError {
  if (status === 500) return internalError(text)
  if (status === 400) return badRequest(text)
  const [reason, words] = wordsFor(status, text)
  // The verb, which upstream does not know here, leaves its space.
  const message = `${words} ( ${formatGroupResource(resource)} ${name})`
  const details = { name, group: resource.group, kind: resource.resource }
  return new ApiError(failure(status, reason, message, details))
}
