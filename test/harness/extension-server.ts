// in: authorities → out: an extension API server of its own: discovery and one resource. What it was sent is kept.
import { createServer, type Server } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { Pair } from '../../apps/binnacle/src/certificate-maker.ts'

export interface Heard {
  readonly url: string
  readonly headers: IncomingMessage['headers']
  /** Whose certificate the caller showed. */
  readonly commonName: string | undefined
}

export interface ExtensionServer {
  readonly port: number
  readonly heard: Heard[]
  /** Answers in place of the usual, when it returns true. */
  odd?: (request: IncomingMessage, response: ServerResponse) => boolean
  onUpgrade?: (socket: Duplex) => void
  stop(): Promise<void>
  start(): Promise<void>
}

export const group = 'fruits.example.com'
const root = `/apis/${group}/v1`

const pear = {
  apiVersion: `${group}/v1`,
  kind: 'Pear',
  metadata: { name: 'conference', namespace: 'default', creationTimestamp: '2020-01-01T00:00:00Z' },
}

const resources = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: `${group}/v1`,
  resources: [
    { name: 'pears', singularName: 'pear', namespaced: true, kind: 'Pear', verbs: ['get', 'list'] },
  ],
}

const answers: Readonly<Record<string, unknown>> = {
  [root]: resources,
  [`${root}/namespaces/default/pears`]: {
    apiVersion: `${group}/v1`,
    kind: 'PearList',
    metadata: {},
    items: [pear],
  },
  [`${root}/namespaces/default/pears/conference`]: pear,
  '/openapi/v3': {
    paths: { [root.slice(1)]: { serverRelativeURL: `/openapi/v3${root}?hash=ABC` } },
  },
  [`/openapi/v3${root}`]: { openapi: '3.0.0', info: { title: 'Fruits', version: 'v1' }, paths: {} },
}

export async function startExtensionServer(own: Pair, callers: string): Promise<ExtensionServer> {
  let server: Server
  let port = 0
  const heard: Heard[] = []
  const extension: ExtensionServer = {
    heard,
    get port() {
      return port
    },
    async start() {
      server = createServer({ ...own, ca: callers, requestCert: true, rejectUnauthorized: false })
      server.on('request', (request, response) => {
        const socket = request.socket as TLSSocket
        const shown = socket.authorized ? socket.getPeerCertificate().subject?.CN : undefined
        const commonName = Array.isArray(shown) ? shown[0] : shown
        heard.push({ url: request.url ?? '', headers: request.headers, commonName })
        if (extension.odd?.(request, response)) return
        const answer = answers[(request.url ?? '').split('?')[0] as string]
        response.writeHead(answer ? 200 : 404, { 'Content-Type': 'application/json' })
        response.end(JSON.stringify(answer ?? { kind: 'Status', status: 'Failure', code: 404 }))
      })
      server.on('upgrade', (_request, socket) => extension.onUpgrade?.(socket))
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
      port = (server.address() as AddressInfo).port
    },
    stop() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  await extension.start()
  return extension
}
