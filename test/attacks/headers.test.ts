// What a caller writes into the head of a request makes him nobody else.
import { connect } from 'node:http2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../harness/call.ts'
import { startCluster, type TestCluster, token } from '../harness/cluster.ts'
import { raw, statuses } from '../harness/raw.ts'

const review = '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}'
const reviews = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
const bearer = `Authorization: Bearer ${token}`

let cluster: TestCluster

beforeAll(async () => {
  cluster = await startCluster({ replicas: 1, flags: ['--no-controllers'] })
})
afterAll(() => cluster?.remove())

const get = (lines: readonly string[], path = '/api/v1/namespaces/default') =>
  `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
const ask = (...send: (string | Uint8Array)[]) => raw({ port: cluster.port, ca: cluster.ca, send })
const whoAmI = (lines: readonly string[]) =>
  ask(
    `POST ${reviews} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${review.length}\r\n${lines.join('\r\n')}\r\n\r\n${review}`,
  )

describe.concurrent('finding 4, N13: no header is lost or counted twice', () => {
  const filler = (count: number) => Array.from({ length: count }, (_, i) => `X-F${i}: 1`)

  it.each([1_100, 1_990, 5_000])('acts as the named user behind %i others', async (count) => {
    for (const lines of [
      [bearer, ...filler(count), 'Impersonate-User: alice'],
      ['Impersonate-User: alice', ...filler(count), bearer],
    ]) {
      const said = await whoAmI(lines)
      expect(statuses(said)).toHaveLength(1)
      expect(said).toContain('"username":"alice"')
    }
  })

  it('refuses what is too much, and does not act without it', async () => {
    const said = await whoAmI([bearer, ...filler(30_000), 'Impersonate-User: alice'])
    expect(statuses(said)).toEqual([431])
    expect(said).toContain('"kind":"Status"')
  })

  it.each([
    ['Authorization', [bearer, 'Authorization: Bearer other']],
    ['Host', [bearer, 'Host: b']],
    ['Impersonate-User', [bearer, 'Impersonate-User: a', 'Impersonate-User: b']],
    ['X-Remote-User', [bearer, 'X-Remote-User: a', 'x-remote-user: b']],
    ['Content-Length', [bearer, 'Content-Length: 0', 'Content-Length: 1']],
  ])('takes no second %s', async (_name, lines) => {
    expect(statuses(await ask(get(['Host: a', ...lines])))).toEqual([400])
  })

  it.each(['__proto__', 'constructor', 'hasOwnProperty'])('knows no header %s', async (name) => {
    expect(statuses(await ask(get(['Host: a', bearer, `${name}: x`, `${name}: y`])))).toEqual([200])
  })
})

describe('N12: limits of a head', () => {
  it('HTTP/1.1: 100 KiB pass, 200 KiB get 431', async () => {
    const sized = (kib: number) => get(['Host: a', bearer, `X: ${'x'.repeat(kib * 1024)}`])
    expect(statuses(await ask(sized(100)))).toEqual([200])
    expect(statuses(await ask(sized(200)))).toEqual([431])
  })

  it('HTTP/2: 1,900 lines pass, 4,000 do not reach the gate', async () => {
    const status = (count: number) =>
      new Promise<number>((resolve) => {
        const session = connect(cluster.server, { ca: cluster.ca })
        session.on('error', () => resolve(0))
        const headers: Record<string, string> = {
          ':path': '/api',
          authorization: `Bearer ${token}`,
        }
        for (let i = 0; i < count; i++) headers[`x-f${i}`] = '1'
        const stream = session.request(headers)
        stream.on('response', (got) => resolve(Number(got[':status'])))
        stream.on('error', () => resolve(0))
        stream.on('close', () => session.destroy())
        stream.resume()
      })
    expect(await status(1_900)).toBe(200)
    expect([0, 431]).toContain(await status(4_000))
  })
})

describe.concurrent('N14: two readers never see two requests', () => {
  const inner = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'
  const post = (lines: readonly string[], body: string) =>
    `POST /api/v1/namespaces HTTP/1.1\r\nHost: a\r\n${lines.join('\r\n')}\r\n\r\n${body}`

  it.each([
    [
      'both lengths',
      post(['Content-Length: 6', 'Transfer-Encoding: chunked'], `0\r\n\r\n${inner}`),
    ],
    [
      'another order',
      post(['Transfer-Encoding: chunked', 'Content-Length: 6'], `0\r\n\r\n${inner}`),
    ],
    ['two lengths', post(['Content-Length: 0', `Content-Length: ${inner.length}`], inner)],
    ['a list of lengths', post([`Content-Length: 0, ${inner.length}`], inner)],
    ['a signed length', post(['Content-Length: +0'], inner)],
    ['a negative length', post(['Content-Length: -1'], inner)],
    ['a length in hex', post(['Content-Length: 0x10'], inner)],
    ['xchunked', post(['Transfer-Encoding: xchunked'], `0\r\n\r\n${inner}`)],
    ['chunked twice', post(['Transfer-Encoding: chunked, chunked'], `0\r\n\r\n${inner}`)],
    [
      'two encodings',
      post(['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], `0\r\n\r\n${inner}`),
    ],
    ['gzip', post(['Transfer-Encoding: gzip'], inner)],
    ['a space before the colon', post(['Transfer-Encoding : chunked'], `0\r\n\r\n${inner}`)],
    ['a vertical tab', post(['Transfer-Encoding:\vchunked'], `0\r\n\r\n${inner}`)],
    ['a folded line', post(['Transfer-Encoding:\r\n chunked'], `0\r\n\r\n${inner}`)],
    ['a bare carriage return', post(['X: a\rTransfer-Encoding: chunked'], `0\r\n\r\n${inner}`)],
    ['bare line feeds', post(['X: a\nTransfer-Encoding: chunked'], `0\r\n\r\n${inner}`)],
    ['a NUL', post(['X: a\0b'], inner)],
    ['a broken chunk size', post(['Transfer-Encoding: chunked'], `g\r\n\r\n${inner}`)],
    [
      'a chunk size beyond 64 bits',
      post(['Transfer-Encoding: chunked'], `10000000000000000\r\n${inner}`),
    ],
    [
      'a chunk without its end',
      post(['Transfer-Encoding: chunked'], `1\r\nab\r\n0\r\n\r\n${inner}`),
    ],
    ['an absolute target', `GET https://evil/api HTTP/1.1\r\nHost: a\r\n\r\n`],
    ['an authority as target', 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['no host', 'GET /api HTTP/1.1\r\n\r\n'],
    ['two hosts', get(['Host: a', 'Host: b'], '/api')],
    ['HTTP/2 in clear', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a space in the target', 'GET /api HTTP/1.1 HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('%s', async (_what, bytes) => {
    const said = await ask(bytes)
    const codes = statuses(said)
    // Closed without a word is as good; a second answer is what the attack wants.
    expect(codes.length, said).toBeLessThanOrEqual(1)
    for (const code of codes) expect(code, said).toBeGreaterThanOrEqual(400)
    expect(said).not.toContain('smuggled')
  })
})

describe('N22: letters that look alike are others', () => {
  const kelvin = encodeURIComponent('\u212A')

  it('keeps the Kelvin sign apart from k', async () => {
    const said = await whoAmI([bearer, 'Impersonate-User: a', `Impersonate-Extra-${kelvin}: v`])
    expect(Buffer.from(said, 'latin1').toString()).toContain('"\u212A":["v"]')
    const path = `/api/v1/namespaces/${kelvin}ube-system/configmaps/${kelvin}ube-root-ca.crt`
    expect((await call(cluster, { path })).status).toBe(404)
  })

  it('takes no header name beyond ASCII', async () => {
    const name = Buffer.from('Impersonate-User\u212A').toString('latin1')
    expect(statuses(await ask(get(['Host: a', bearer, `${name}: x`])))).toEqual([400])
  })

  it('stores well-formed text only', async () => {
    const path = '/api/v1/namespaces/default/configmaps'
    const bodies = [
      Buffer.from('{"metadata":{"name":"bad-utf8"},"data":{"k":"\xff\xc0\xaf"}}', 'latin1'),
      Buffer.from('{"metadata":{"name":"surrogate"},"data":{"k":"\\ud800"}}'),
    ]
    for (const body of bodies) {
      const head =
        `POST ${path} HTTP/1.1\r\nHost: a\r\n${bearer}\r\nContent-Type: application/json\r\n` +
        `Connection: close\r\nContent-Length: ${body.length}\r\n\r\n`
      const said = await ask(head, body)
      expect([[201], [400]]).toContainEqual(statuses(said))
    }
    const { json } = await call(cluster, { path })
    for (const { data } of json.items) {
      if (data?.k !== undefined) expect(data.k).toMatch(/^\ufffd+$/)
    }
  })
})
