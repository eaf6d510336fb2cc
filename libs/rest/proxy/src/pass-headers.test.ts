import { describe, expect, it } from 'vitest'
import { passedHeaders, returnedHeaders } from './pass-headers.ts'

function headersOf(list: readonly (readonly [string, string])[]) {
  const all = (name: string) => list.filter(([each]) => each === name).map(([, value]) => value)
  return { get: (name: string) => all(name)[0], all, names: () => new Set(list.map(([n]) => n)) }
}

describe('headers that go on', () => {
  it('never hold credentials or say who the caller is', () => {
    const headers = headersOf([
      ['authorization', 'Bearer secret'],
      ['impersonate-user', 'root'],
      ['x-remote-user', 'root'],
      ['x-remote-extra-scopes', 'all'],
      ['x-who', 'root'],
      ['accept', 'application/json'],
    ])
    expect({ ...passedHeaders(headers, (name) => name === 'x-who') }).toEqual({
      accept: ['application/json'],
    })
  })

  it('leave behind what is of one connection, also what Connection names', () => {
    const headers = headersOf([
      ['connection', 'keep-alive, X-Trace'],
      ['x-trace', '1'],
      ['transfer-encoding', 'chunked'],
      ['host', 'here'],
      ['content-length', '3'],
    ])
    expect({ ...passedHeaders(headers) }).toEqual({})
  })

  it('offer the protocols of a socket without the token among them', () => {
    const token = 'base64url.bearer.authorization.k8s.io.c2VjcmV0'
    const headers = headersOf([['sec-websocket-protocol', `v5.channel.k8s.io, ${token}`]])
    expect({ ...passedHeaders(headers) }).toEqual({
      'sec-websocket-protocol': ['v5.channel.k8s.io'],
    })
  })

  it('keep a name that means something else to objects', () => {
    const headers = headersOf([['__proto__', 'x']])
    expect(Object.keys(passedHeaders(headers))).toEqual(['__proto__'])
  })

  it('come back without those of the connection', () => {
    const raw = ['Content-Type', 'text/plain', 'Connection', 'close', 'Audit-Id', '1']
    expect(returnedHeaders(raw)).toEqual([['Content-Type', 'text/plain']])
  })
})
