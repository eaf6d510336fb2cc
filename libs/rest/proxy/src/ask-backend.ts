// in: a server behind us and a path → out: its whole answer. Never: on behalf of a client.
import type { IncomingHttpHeaders } from 'node:http'
import type { User } from '@binnacle/exchange'
import { exchange } from './exchange.ts'
import type { RemoteService } from './remote-service.ts'
import { userHeaders } from './user-headers.ts'

export interface Question {
  readonly host: string
  readonly path: string
  readonly user: User
  readonly accept?: string
  readonly etag?: string
  readonly withinMs: number
}

export interface BackendAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

const bodyBytesMax = 64 << 20

export async function askBackend(
  { tls }: Pick<RemoteService, 'tls'>,
  { host, path, user, accept, etag, withinMs }: Question,
): Promise<BackendAnswer> {
  const signal = AbortSignal.timeout(withinMs)
  const headers: Record<string, string | string[]> = {
    'User-Agent': 'binnacle',
    ...(accept !== undefined && { Accept: accept }),
    ...(etag !== undefined && { 'If-None-Match': etag }),
    ...userHeaders(user),
  }
  const destination = { url: new URL(`https://${host}`), path, ...tls }
  try {
    const { incoming, far } = await exchange(destination, { method: 'GET', headers, signal })
    if (far) far.destroy()
    const chunks: Buffer[] = []
    let length = 0
    for await (const chunk of incoming) {
      length += chunk.length
      if (length > bodyBytesMax) throw new Error('the answer is too long')
      chunks.push(chunk)
    }
    const { statusCode = 0, headers: returned } = incoming
    return { status: statusCode, headers: returned, body: Buffer.concat(chunks) }
  } catch (error) {
    if (!signal.aborted) throw error
    const text = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
    throw new Error(text)
  }
}
