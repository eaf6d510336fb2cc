// in: where to listen, certificates and `serve` → out: a running server that can be drained.
import type { Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, ListenOptions, Socket } from 'node:net'
import type { TLSSocket, TlsOptions } from 'node:tls'
import { tlsCaller } from './caller.ts'
import { AddressCount } from './address-count.ts'
import { type DrainTimes, drain, type OpenConnections } from './drain.ts'
import type { Edge } from './edge.ts'
import { Http1Connection } from './http1/connection.ts'
import { http1Settings, listenHttp1 } from './http1/node-server.ts'
import { serveHttp2 } from './http2.ts'
import type { Http2Session } from './http2/session.ts'
import { insecureServer } from './insecure-server.ts'
import { defaultLimits, type EdgeLimits } from './limits.ts'
import { type ContextFor, namedContexts } from './named-certificates.ts'
import type { EdgeEvents, Serve } from './serve.ts'
import { contextSettings, type ServerCertificate, tlsSettings } from './tls-settings.ts'
import { Turns } from './turns.ts'

export interface ListenOn {
  readonly host: string
  readonly port: number
  /** Several processes share the port; the kernel spreads connections over them. */
  readonly reusePort?: boolean
}

export interface ServerOptions {
  readonly listen: readonly ListenOn[]
  readonly certificate: ServerCertificate
  /** Plain HTTP without authentication; loopback addresses only. */
  readonly insecure?: ListenOn
  /** Paths that the loopback port also gives to browsers: to who types one, and to that page. */
  readonly browserPaths?: readonly string[]
  readonly serve: Serve
  readonly limits?: Partial<EdgeLimits>
  readonly events?: EdgeEvents
  /** HTTP/2 is not offered. Default: it is. */
  readonly http1Only?: boolean
  /** Of so many answers over HTTP/2, one also asks the client to connect anew. Default 0: none. */
  readonly goawayChance?: number
}

export interface EdgeServer {
  /** In the order of `listen`, then the insecure one. */
  readonly addresses: readonly AddressInfo[]
  /** New connections and handshakes get these from now on. */
  renewCertificate(certificate: ServerCertificate): void
  /** Refuses new connections, lets requests finish, ends streams; resolves when all is quiet. */
  drain(times: DrainTimes): Promise<void>
}

/** Of each turn of the loop, what new requests get to begin. */
const sliceMs = 5

export async function createServer(options: ServerOptions): Promise<EdgeServer> {
  const limits = { ...defaultLimits, ...options.limits }
  const edge: Edge = {
    serve: options.serve,
    limits,
    addresses: new AddressCount(limits),
    events: options.events ?? {},
    lives: new Set(),
    sinks: new Set(),
    turns: new Turns(sliceMs),
    draining: false,
    goawayChance: options.goawayChance ?? 0,
  }
  const open: OpenConnections = { http1: new Set(), http2: new Set() }
  const tlsLimits = {
    handshakeTimeoutMs: limits.handshakeTimeoutMs,
    http1Only: options.http1Only === true,
  }
  const names = { of: contextsOf(options.certificate) }
  const settings: TlsOptions = {
    ...tlsSettings(options.certificate, tlsLimits),
    SNICallback: (name, give) => give(null, names.of?.(name)),
  }
  const secure = options.listen.map(() => secureServer(edge, settings, open))
  const servers: Server[] = [...secure]
  const listens = [...options.listen]
  if (options.insecure !== undefined) {
    servers.push(await insecureServer(edge, options.insecure.port, options.browserPaths))
    listens.push(options.insecure)
  }
  try {
    await Promise.all(servers.map((server, i) => listen(server, listens[i] as ListenOn)))
  } catch (error) {
    for (const server of servers) server.close()
    throw error
  }
  return {
    addresses: servers.map((server) => server.address() as AddressInfo),
    renewCertificate(certificate) {
      const renewed = contextsOf(certificate)
      const renewedSettings = tlsSettings(certificate, tlsLimits)
      for (const server of secure) server.setSecureContext(renewedSettings)
      names.of = renewed
    },
    drain: (times) => drain(edge, servers, open, times),
  }
}

function contextsOf(certificate: ServerCertificate): ContextFor | undefined {
  const { named = [] } = certificate
  return named.length === 0 ? undefined : namedContexts(named, contextSettings(certificate))
}

function secureServer(edge: Edge, settings: TlsOptions, open: OpenConnections) {
  const server = createTlsServer({ ...settings, ...http1Settings(edge) })
  server.maxConnections = edge.limits.connectionsMax
  server.prependListener('connection', (socket: Socket) => countConnection(edge, socket))
  // What node:https does with a connection; here it is the way of those that did not choose h2.
  const [http1] = server.listeners('secureConnection') as ((socket: TLSSocket) => void)[]
  server.removeAllListeners('secureConnection')
  server.on('secureConnection', (socket: TLSSocket) => {
    socket.on('error', () => socket.destroy())
    if (socket.alpnProtocol !== 'h2') {
      const connection = new Http1Connection(edge, tlsCaller(socket), socket, {
        handOver: () => http1?.call(server, socket),
        over: (one) => open.http1.delete(one),
      })
      open.http1.add(connection)
      return
    }
    const closed = (one: Http2Session) => open.http2.delete(one)
    const session = serveHttp2(edge, tlsCaller(socket), socket, closed)
    open.http2.add(session)
    if (edge.draining) session.close()
  })
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  listenHttp1(edge, server, (socket) => tlsCaller(socket as TLSSocket))
  return server
}

function countConnection(edge: Edge, socket: Socket): void {
  const address = socket.remoteAddress ?? ''
  if (edge.addresses.add(address)) {
    socket.once('close', () => edge.addresses.remove(address))
    return
  }
  edge.events.refused?.('too many connections come from one address', address)
  socket.destroy()
}

function listen(server: Server, on: ListenOn): Promise<void> {
  const options: ListenOptions = {
    host: on.host,
    port: on.port,
    reusePort: on.reusePort === true,
    backlog: 1024,
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options, () => {
      server.removeListener('error', reject)
      server.on('error', () => undefined)
      resolve()
    })
  })
}
