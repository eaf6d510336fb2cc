import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Dict } from '@binnacle/meta'
import { CompactSign } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAuthenticationConfiguration } from './authentication-configuration.ts'
import type { OidcSettings } from './oidc-settings.ts'
import { oidcTokens } from './oidc-tokens.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
let server: Server
let issuerUrl = ''
let calls = 0

beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    calls++
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig' }
    const documents: Dict = {
      '/.well-known/openid-configuration': { issuer: issuerUrl, jwks_uri: `${issuerUrl}/keys` },
      '/keys': { keys: [jwk, { kty: 'oct', k: 'x', kid: 'k1' }] },
    }
    outgoing.end(JSON.stringify(documents[incoming.url ?? ''] ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuerUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

const settings = (more: Partial<OidcSettings> = {}): OidcSettings => ({
  issuerUrl,
  audiences: ['me'],
  signingAlgorithms: ['RS256'],
  username: { claim: 'email', prefix: 'oidc:' },
  groups: { claim: 'roles', prefix: 'o:' },
  ...more,
})

async function token(
  more: Dict = {},
  key: KeyObject = privateKey,
  header: Dict = {},
): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 60
  const claims = { iss: issuerUrl, aud: 'me', exp, email: 'ann@x', roles: ['a'], jti: 'j', ...more }
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header })
    .sign(key)
}

const check = async (sent: string, more: Partial<OidcSettings> = {}) =>
  oidcTokens(settings(more), ['api'])(sent, ['api'])

describe('K24: tokens of an OpenID provider', () => {
  it('become users by their claims', async () => {
    expect(await check(await token())).toMatchObject({
      audiences: ['api'],
      user: {
        name: 'oidc:ann@x',
        groups: ['o:a', 'system:authenticated'],
        extra: { 'authentication.kubernetes.io/credential-id': ['JTI=j'] },
      },
    })
  })

  it('are left to others when their issuer is another', async () => {
    expect(await check(await token({ iss: 'https://other' }))).toBeUndefined()
    expect(await check('nonsense')).toBeUndefined()
  })

  it.each<[string, Dict, RegExp]>([
    ['another audience', { aud: ['you'] }, /expected audience/],
    ['no audience', { aud: undefined }, /expected audience/],
    ['expired', { exp: 1 }, /expired/],
    ['early', { nbf: Math.floor(Date.now() / 1000) + 900 }, /nbf/],
    ['an unverified address', { email_verified: false }, /email not verified/],
    ['no user', { email: undefined }, /claim/],
    ['groups that are none', { roles: [1] }, /groups/],
  ])('are refused for %s', async (_what, claims, why) => {
    expect(await check(await token(claims))).toMatchObject({ error: expect.stringMatching(why) })
  })

  it('are refused when signed by another key or in another way', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const error = { error: expect.stringMatching(/verify/) }
    expect(await check(await token({}, other))).toMatchObject(error)
    expect(await check(await token({}, privateKey, { alg: 'PS256' }))).toMatchObject(error)
    const [, body] = (await token()).split('.')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    expect(await check(`${none}.${body}.`)).toMatchObject(error)
    expect(await check(await token({}, privateKey, { kid: 'k2' }))).toMatchObject(error)
  })

  it('do not make the server ask the provider again and again', async () => {
    const ask = oidcTokens(settings(), ['api'])
    calls = 0
    for (let at = 0; at < 20; at++)
      await ask(await token({ at }, privateKey, { kid: `x${at}` }), ['api'])
    expect(calls).toBe(2)
  })

  it('are read by expressions', async () => {
    const by: Partial<OidcSettings> = {
      username: { expression: "'u:' + claims.email" },
      groups: { expression: "claims.roles.map(r, 'x:' + r)" },
      extra: [{ key: 'example.com/tenant', valueExpression: 'claims.tenant' }],
      claimRules: [{ expression: "claims.tenant == 't'", message: 'wrong tenant' }],
      userRules: [{ expression: "!user.username.startsWith('u:system:')", message: 'reserved' }],
    }
    expect(await check(await token({ tenant: 't' }), by)).toMatchObject({
      user: {
        name: 'u:ann@x',
        groups: ['x:a', 'system:authenticated'],
        extra: { 'example.com/tenant': ['t'] },
      },
    })
    const wrong = { error: expect.stringMatching(/wrong tenant/) }
    expect(await check(await token({ tenant: 'z' }), by)).toMatchObject(wrong)
    const reserved = await token({ tenant: 't', email: 'system:x' })
    expect(await check(reserved, by)).toMatchObject({ error: expect.stringMatching(/reserved/) })
    expect(() => oidcTokens(settings({ username: { expression: 'nope' } }), [])).toThrow(
      /compilation/,
    )
  })
})

it('reads an AuthenticationConfiguration, and says what is wrong with it', () => {
  const read = (jwt: Dict[], more: Dict = {}) =>
    readAuthenticationConfiguration(
      JSON.stringify({
        apiVersion: 'apiserver.config.k8s.io/v1',
        kind: 'AuthenticationConfiguration',
        jwt,
        ...more,
      }),
      ['https://own'],
    )
  const issuer = { url: 'https://issuer', audiences: ['a'] }
  const claimMappings = { username: { claim: 'sub', prefix: '' } }
  expect(read([{ issuer, claimMappings }]).issuers[0]).toMatchObject({
    issuerUrl: 'https://issuer',
  })
  expect(
    read([], { anonymous: { enabled: true, conditions: [{ path: '/livez' }] } }).anonymous,
  ).toEqual({
    paths: ['/livez'],
  })
  expect(() => read([{ issuer: { url: 'http://x' }, claimMappings }])).toThrow(/https/)
  expect(() => read([{ issuer: { ...issuer, url: 'https://own' }, claimMappings }])).toThrow(
    /more than once/,
  )
  expect(() => read([{ issuer }])).toThrow(/username/)
  expect(() => read([{ issuer, claimMappings: { username: { claim: 'sub' } } }])).toThrow(/prefix/)
})
