// in: a socket → out: who is at its other end, as TLS verified it. Never: a chain built by hand.
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Caller } from './request-life.ts'

/** The verdict of the handshake; whoever relies on it later checks the dates again. */
export function tlsCaller(socket: TLSSocket): Caller {
  const certificate = socket.getPeerX509Certificate()
  const refused = certificate !== undefined && !socket.authorized
  return {
    certificate: refused ? undefined : certificate,
    refusedCertificate: refused ? String(socket.authorizationError) : undefined,
    remoteAddress: socket.remoteAddress ?? '',
    insecure: false,
  }
}

export function plainCaller(socket: Socket): Caller {
  return {
    certificate: undefined,
    refusedCertificate: undefined,
    remoteAddress: socket.remoteAddress ?? '',
    insecure: true,
  }
}
