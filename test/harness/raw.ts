// in: bytes → out: the bytes that came back until the connection closed or was silent. Never: HTTP of a library.
import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export interface RawCall {
  readonly port: number
  /** TLS when given; plain without. */
  readonly ca?: string
  /** Sent one after another, with a turn between. */
  readonly send: readonly (string | Uint8Array)[]
  /** So much silence ends it, once something was said. */
  readonly quietMs?: number
  /** So many answers end it too. */
  readonly answers?: number
}

/** A busy machine may take so long to the first word. */
const firstWordMs = 5_000

/** latin1, as it was on the wire. */
export function raw({ port, ca, send, quietMs = 700, answers }: RawCall): Promise<string> {
  return new Promise((resolve) => {
    let said = ''
    const start = () => {
      for (const bytes of send) socket.write(bytes as string, 'latin1')
    }
    const host = '127.0.0.1'
    const socket: Socket =
      ca === undefined
        ? connectPlain({ port, host }, start)
        : connectTls({ port, host, ca, ALPNProtocols: ['http/1.1'] }, start)
    socket.setTimeout(Math.max(firstWordMs, quietMs), () => socket.destroy())
    socket.on('data', (chunk) => {
      if (said === '') socket.setTimeout(quietMs)
      said += chunk.toString('latin1')
      if (answers !== undefined && statuses(said).length >= answers) socket.destroy()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(said))
  })
}

/** The status of each answer in what `raw` heard. */
export function statuses(said: string): number[] {
  return [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, code]) => Number(code))
}
