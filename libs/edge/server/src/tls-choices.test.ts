// What clients are offered over TLS: ciphers, key exchanges, certificates by name, protocols.
import type { AddressInfo } from 'node:net'
import { type ConnectionOptions, connect } from 'node:tls'
import { connect as connectHttp2 } from 'node:http2'
import { afterEach, expect, it } from 'vitest'
import { createServer, type EdgeServer, type ServerOptions } from './create-server.ts'
import { testCertificate } from './test-certificate.ts'

let server: EdgeServer | undefined

afterEach(async () => {
  await server?.drain({ graceMs: 100, lingerMs: 0 })
  server = undefined
})

async function start(options: Partial<ServerOptions> = {}): Promise<void> {
  server = await createServer({
    listen: [{ host: '127.0.0.1', port: 0 }],
    certificate: await testCertificate(),
    serve: async () => ({ status: 200, headers: [], body: '' }),
    ...options,
  })
}

function portOf(): number {
  const address = server?.addresses[0] as AddressInfo
  return address.port
}

/** What a handshake came to; rejects where there was none. */
function shake(options: ConnectionOptions) {
  const port = portOf()
  return new Promise<{ cipher: string; key: object | null; alpn: unknown; subject: unknown }>(
    (resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options })
      socket.once('error', reject)
      socket.once('secureConnect', () => {
        resolve({
          cipher: socket.getCipher().name,
          key: socket.getEphemeralKeyInfo(),
          alpn: socket.alpnProtocol,
          subject: socket.getPeerX509Certificate()?.subject,
        })
        socket.destroy()
      })
    },
  )
}

it('offers the ciphers of TLS 1.2 that were chosen, and no others', async () => {
  const certificate = { ...(await testCertificate()), ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' }
  await start({ certificate })
  const old = { maxVersion: 'TLSv1.2' } as const
  const { cipher } = await shake({ ...old, ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' })
  expect(cipher).toBe('ECDHE-ECDSA-AES256-GCM-SHA384')
  await expect(shake({ ...old, ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' })).rejects.toThrow()
})

it('exchanges keys in the ways that were chosen only', async () => {
  await start({ certificate: { ...(await testCertificate()), curves: 'secp384r1' } })
  const { key } = await shake({ ecdhCurve: 'X25519:secp384r1' })
  expect(key).toMatchObject({ name: 'secp384r1' })
  await expect(shake({ ecdhCurve: 'X25519' })).rejects.toThrow()
})

it('shows the certificate of the name that is asked for', async () => {
  const [first, exact, wild, own] = await Promise.all(
    ['localhost', 'exact.example', 'wild.example', 'own.example'].map((host) =>
      testCertificate(host),
    ),
  )
  if (!first || !exact || !wild || !own) throw new Error('no certificate')
  const named = [
    { ...own, names: [] },
    { ...wild, names: ['*.example.com', 'own.example'] },
    { ...exact, names: ['a.example.com'] },
  ]
  await start({ certificate: { ...first, named } })
  const shown = async (servername: string) => (await shake({ servername })).subject
  expect(await shown('a.example.com')).toBe('CN=exact.example')
  expect(await shown('B.example.com')).toBe('CN=wild.example')
  expect(await shown('c.b.example.com')).toBe('CN=localhost')
  expect(await shown('own.example')).toBe('CN=wild.example')
  expect(await shown('elsewhere')).toBe('CN=localhost')
  server?.renewCertificate({ ...first, named: [{ ...own, names: [] }] })
  expect(await shown('own.example')).toBe('CN=own.example')
  expect(await shown('a.example.com')).toBe('CN=localhost')
})

it('speaks HTTP/1.1 only where HTTP/2 is switched off', async () => {
  await start({ http1Only: true })
  const { alpn } = await shake({ ALPNProtocols: ['h2', 'http/1.1'] })
  expect(alpn).toBe('http/1.1')
})

it('tells HTTP/2 clients how many streams they may open', async () => {
  await start({ limits: { streamsPerConnectionMax: 7 } })
  const port = portOf()
  const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false })
  const settings = await new Promise((resolve) => session.once('remoteSettings', resolve))
  expect(settings).toMatchObject({ maxConcurrentStreams: 7 })
  session.close()
})
