// in: an endpoint → out: calls to it. Never: a redirect followed (K2), a body without a bound, a wait without end.
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Endpoint } from './kubeconfig.ts'

export interface OutboundReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

export interface Outbound {
  /** `path` is resolved against the endpoint's URL; undefined: the URL itself. Rejects when nobody answers. */
  call(options: CallOptions): Promise<OutboundReply>
  close(): void
}

export interface CallOptions {
  readonly method?: 'GET' | 'POST'
  readonly path?: string
  readonly body?: string
  readonly timeoutMs: number
}

const bodyBytesMax = 16 << 20
const socketsMax = 32

export function createOutbound(endpoint: Endpoint): Outbound {
  const base = new URL(endpoint.url)
  const secure = base.protocol === 'https:'
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, maxSockets: socketsMax, ...tlsOf(endpoint) })
    : new HttpAgent({ keepAlive: true, maxSockets: socketsMax })
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'User-Agent': 'binnacle',
  }
  if (endpoint.token !== undefined) headers.Authorization = `Bearer ${endpoint.token}`

  return {
    call({ method = 'GET', path, body, timeoutMs }) {
      const url = path === undefined ? base : new URL(path, base)
      const send = secure ? httpsRequest : httpRequest
      const sent = body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' }
      return new Promise((resolve, reject) => {
        const outgoing = send(url, { method, agent, headers: sent }, (incoming) => {
          const chunks: Buffer[] = []
          let length = 0
          incoming.on('data', (chunk: Buffer) => {
            length += chunk.length
            if (length > bodyBytesMax) outgoing.destroy(new Error('the answer is too long'))
            else chunks.push(chunk)
          })
          incoming.on('error', reject)
          incoming.on('end', () => {
            const { statusCode = 0, headers: got } = incoming
            resolve({ status: statusCode, headers: got, body: Buffer.concat(chunks) })
          })
        })
        const timer = setTimeout(
          () => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)),
          timeoutMs,
        )
        outgoing.on('close', () => clearTimeout(timer))
        outgoing.on('error', reject)
        outgoing.end(body)
      })
    },
    close: () => agent.destroy(),
  }
}

function tlsOf({ ca, cert, key, serverName, insecureSkipVerify }: Endpoint) {
  return {
    ca,
    cert,
    key,
    servername: serverName,
    rejectUnauthorized: !insecureSkipVerify,
    minVersion: 'TLSv1.2' as const,
  }
}
