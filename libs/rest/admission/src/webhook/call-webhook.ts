// in: where a webhook is and a review → out: its answer, or why there is none. Never: along a redirect, unbounded.
import { Agent, request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { type Dict, goQuote } from '@binnacle/meta'
import type { Surroundings } from '@binnacle/kinds'
import { dialText, hostPort } from './dial-text.ts'
import { parseAnswer } from './parse-answer.ts'
import { serverMessage } from './server-message.ts'
import { clusterAddress } from './service-address.ts'
import type { Credentials, CredentialsFor } from './webhook-credentials.ts'

export const answerBytesMax = 16 << 20
const agentsMax = 200
const socketsMax = 64

interface Destination {
  /** As clients see it in errors. */
  readonly shown: URL
  readonly ca: string | undefined
  /** Of a service: the address is looked up for each call. */
  connect(): { readonly host: string; readonly port: string }
}

/** One for each authority and name: its connections stay open. */
const agents = new Map<string, Agent>()

function agentFor(ca: string | undefined, serverName: string, as: Credentials): Agent {
  const { cert, key: secret } = as
  const key = [serverName, ca ?? '', cert ?? ''].join('\n')
  let agent = agents.get(key)
  if (agent === undefined) {
    if (agents.size >= agentsMax) {
      const [oldest, old] = agents.entries().next().value as [string, Agent]
      agents.delete(oldest)
      old.destroy()
    }
    agent = new Agent({
      keepAlive: true,
      maxSockets: socketsMax,
      ca,
      cert,
      key: secret,
      minVersion: 'TLSv1.2',
    })
    agents.set(key, agent)
  }
  return agent
}

function joined(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  return `/${parts.join('/')}`
}

function destinationOf(surroundings: Surroundings, { service, url, caBundle }: Dict): Destination {
  const ca = caBundle ? Buffer.from(caBundle, 'base64').toString() : undefined
  if (service) {
    const { name, namespace, path = '', port = 443 } = service
    const shown = new URL(`https://${name}.${namespace}.svc:${port}`)
    shown.pathname = joined(path)
    return { shown, ca, connect: () => clusterAddress(surroundings, { name, namespace, port }) }
  }
  if (!url) throw new Error('webhook configuration must have either service or URL')
  const shown = new URL(url)
  shown.search = ''
  shown.pathname = joined(shown.pathname)
  const host = shown.hostname.replace(/^\[|\]$/g, '')
  return { shown, ca, connect: () => ({ host, port: shown.port || '443' }) }
}

/** Ports are shown as written, the usual one of services too. */
function textOf({ shown }: Destination, { service }: Dict, seconds: number): string {
  const host = service ? `${shown.hostname}:${service.port ?? 443}` : shown.host
  return `https://${host}${shown.pathname}?timeout=${seconds}s`
}

/** The name under which the webhook is looked up among those the server has credentials for. */
function targetOf({ shown }: Destination, { service }: Dict): string {
  return `${shown.hostname}:${service ? (service.port ?? 443) : shown.port || '443'}`
}

export interface WebhookCall {
  readonly seconds: number
  readonly credentialsFor?: CredentialsFor
  /** Throws an Error in the reference's words. Default: a JSON object, whatever it says it is. */
  readonly read?: (status: number, contentType: string, body: Buffer) => Dict
}

/** Rejects with an Error whose text is the one that clients see behind `failed to call webhook: `. */
export async function callWebhook(
  surroundings: Surroundings,
  clientConfig: Dict,
  review: string,
  { seconds, credentialsFor, read = anyAnswer }: WebhookCall,
): Promise<Dict> {
  const destination = destinationOf(surroundings, clientConfig)
  const text = textOf(destination, clientConfig, seconds)
  let incoming: Incoming
  try {
    const as = credentialsFor?.(targetOf(destination, clientConfig)) ?? {}
    incoming = await exchange(destination, review, seconds, as)
  } catch (error) {
    throw new Error(`Post ${goQuote(text)}: ${(error as Error).message}`)
  }
  const { status, contentType, body } = incoming
  if (status < 200 || status > 206) throw new BadStatus(status, body.toString())
  return read(status, contentType, body)
}

function anyAnswer(_status: number, _contentType: string, body: Buffer): Dict {
  return parseAnswer(body.toString())
}

/** The webhook answered with an HTTP status that is none of a verdict. */
export class BadStatus extends Error {
  readonly status: number

  constructor(status: number, body: string) {
    super(serverMessage(status, body))
    this.status = status
  }
}

interface Incoming {
  readonly status: number
  readonly contentType: string
  readonly body: Buffer
}

function exchange(
  { shown, ca, connect }: Destination,
  review: string,
  seconds: number,
  as: Credentials,
): Promise<Incoming> {
  const { host, port } = connect()
  const { hostname } = shown
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        method: 'POST',
        agent: agentFor(ca, hostname, as),
        host,
        port,
        servername: /^[\d.]+$|:/.test(hostname) ? '' : hostname,
        path: `${shown.pathname}?timeout=${seconds}s`,
        headers: {
          Host: shown.host,
          Accept: 'application/json, */*',
          'Content-Type': 'application/json',
          'User-Agent': 'kube-apiserver-admission',
          'Content-Length': Buffer.byteLength(review),
          ...(as.authorization !== undefined && { Authorization: as.authorization }),
        },
      },
      (incoming) => receive(incoming).then(resolve, reject),
    )
    const late = () => outgoing.destroy(new Error('context deadline exceeded'))
    const timer = setTimeout(late, seconds * 1000)
    outgoing.on('close', () => clearTimeout(timer))
    outgoing.on('error', (error) =>
      reject(new Error(dialText(error, hostPort(host, port), hostname))),
    )
    outgoing.end(review)
  })
}

async function receive(incoming: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of incoming) {
    length += chunk.length
    if (length > answerBytesMax) {
      incoming.destroy()
      throw new Error('the answer is too long')
    }
    chunks.push(chunk)
  }
  const { statusCode: status = 0, headers } = incoming
  return { status, contentType: headers['content-type'] ?? '', body: Buffer.concat(chunks) }
}
