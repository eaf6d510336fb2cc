import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccessQuestion, Routed } from '@binnacle/exchange'
import type { KubeObject } from '@binnacle/meta'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIdentifier, type Identifier } from './create-identifier.ts'

const folder = mkdtempSync(join(tmpdir(), 'authn-'))
const at = (name: string) => join(folder, name)
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' })

const objects = new Map<string, KubeObject>()
const put = (key: string, object: object) => objects.set(key, object as KubeObject)
const allowed = new Set<string>()
let identifier: Identifier

function makeCa(name: string): void {
  openssl(
    ...`req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ${at(name)}.key -out ${at(name)}.crt`.split(
      ' ',
    ),
    '-subj',
    `/CN=${name}`,
  )
}

function makeClient(ca: string, subject: string): X509Certificate {
  openssl(
    ...`req -newkey rsa:2048 -nodes -keyout ${at('c.key')} -out ${at('c.csr')} -subj`.split(' '),
    subject,
  )
  openssl(
    ...`x509 -req -in ${at('c.csr')} -CA ${at(ca)}.crt -CAkey ${at(ca)}.key -days 1 -out ${at('c.crt')}`.split(
      ' ',
    ),
  )
  return new X509Certificate(readFileSync(at('c.crt')))
}

function request(
  headers: [string, string][],
  more: Partial<Routed> & { refusedCertificate?: string } = {},
): Routed {
  const all = (name: string) => headers.filter(([key]) => key === name).map(([, value]) => value)
  return {
    headers: { get: (name: string) => all(name)[0], all, names: () => headers.map(([key]) => key) },
    info: { isResourceRequest: false, verb: 'get', path: '/x' },
    warnings: [],
    ...more,
  } as unknown as Routed
}

const bearer = (token: string): [string, string] => ['authorization', `Bearer ${token}`]

async function who(headers: [string, string][], more: Parameters<typeof request>[1] = {}) {
  return (await identifier.identify(request(headers, more))).user
}

beforeAll(() => {
  makeCa('ca')
  makeCa('other-ca')
  makeCa('proxy-ca')
  writeFileSync(at('client-ca.crt'), readFileSync(at('ca.crt')))
  writeFileSync(at('tokens.csv'), 'tok1,admin,admin-uid,"system:masters,dev"\n\ntok2,bob,b\n')
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  writeFileSync(at('sa.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const find = (resource: { resource: string }, namespace: string, name: string) =>
    objects.get(`${resource.resource}/${namespace}/${name}`)
  identifier = createIdentifier(
    {
      clientCaFile: at('client-ca.crt'),
      requestHeader: {
        caFile: at('proxy-ca.crt'),
        allowedNames: ['front'],
        usernameHeaders: ['X-Remote-User'],
        uidHeaders: ['X-Remote-Uid'],
        groupHeaders: ['X-Remote-Group'],
        extraHeaderPrefixes: ['X-Remote-Extra-'],
      },
      tokenAuthFile: at('tokens.csv'),
      serviceAccounts: { issuers: ['https://issuer'], signingKeyFile: at('sa.key') },
      bootstrapTokens: true,
      anonymous: {},
    },
    {
      objects: { lookUp: find, read: async (...place) => find(...place) },
      authorize: ({ user, verb, resource, name }: AccessQuestion) =>
        allowed.has(`${user.name} ${verb} ${resource} ${name}`) || user.name === 'admin'
          ? { decision: 'allow', reason: '' }
          : { decision: 'noOpinion', reason: '' },
      onTrouble: () => {},
    },
  )
})
afterAll(() => {
  identifier.close()
  rmSync(folder, { recursive: true })
})

describe('who sends a request', () => {
  it('is anonymous without a credential, and not with a bad one', async () => {
    expect((await who([])).name).toBe('system:anonymous')
    expect((await who([['authorization', 'Basic YTpi']])).name).toBe('system:anonymous')
    await expect(who([bearer('wrong')])).rejects.toMatchObject({ code: 401 })
    await expect(who([bearer('a.b.c')])).rejects.toMatchObject({ code: 401 })
  })

  it('refuses a certificate that TLS refused, unless a token is good', async () => {
    await expect(async () => who([], { refusedCertificate: 'x' })).rejects.toMatchObject({
      code: 401,
    })
    expect((await who([bearer('tok2')], { refusedCertificate: 'x' })).name).toBe('bob')
  })

  it('is the bearer of a static token', async () => {
    expect(await who([['authorization', 'bearer tok1 x']])).toMatchObject({
      name: 'admin',
      uid: 'admin-uid',
      groups: ['system:masters', 'dev', 'system:authenticated'],
    })
  })

  it('is the last common name and the organizations of a certificate', async () => {
    const certificate = makeClient('ca', '/O=a/CN=first/O=b/CN=jane')
    const user = await who([], { certificate })
    expect(user).toMatchObject({ name: 'jane', groups: ['a', 'b', 'system:authenticated'] })
    expect(Object.keys(user.extra)).toEqual(['authentication.kubernetes.io/credential-id'])
    const again = await who([], { certificate })
    expect(again).toBe(user)
  })

  it('N2: refuses a certificate of another authority, and one issued by a client (finding 2)', async () => {
    const other = makeClient('other-ca', '/CN=eve/O=system:masters')
    await expect(async () => who([], { certificate: other })).rejects.toMatchObject({ code: 401 })
  })

  it('finding 3: an authority that was removed is refused on connections that stand', async () => {
    const certificate = makeClient('ca', '/CN=kept')
    expect((await who([], { certificate })).name).toBe('kept')
    writeFileSync(at('client-ca.crt'), readFileSync(at('other-ca.crt')))
    await expect
      .poll(() => Promise.resolve(who([], { certificate })).catch((error) => error.code), {
        timeout: 4000,
      })
      .toBe(401)
    writeFileSync(at('client-ca.crt'), readFileSync(at('ca.crt')))
    await expect
      .poll(async () => (await who([], { certificate }).catch(() => undefined))?.name, {
        timeout: 4000,
      })
      .toBe('kept')
  })

  it('K20: believes X-Remote headers only from the named proxy', async () => {
    const spoken: [string, string][] = [
      ['x-remote-user', 'ann'],
      ['x-remote-group', 'g,1'],
      ['x-remote-extra-a%2fb', 'c'],
    ]
    expect((await who(spoken)).name).toBe('system:anonymous')
    const client = makeClient('ca', '/CN=front')
    expect((await who(spoken, { certificate: client })).name).toBe('front')
    const proxy = makeClient('proxy-ca', '/CN=front')
    expect(await who(spoken, { certificate: proxy })).toMatchObject({
      name: 'ann',
      groups: ['g,1', 'system:authenticated'],
      extra: { 'a/b': ['c'] },
    })
    const wrongName = makeClient('proxy-ca', '/CN=back')
    await expect(async () => who(spoken, { certificate: wrongName })).rejects.toMatchObject({
      code: 401,
    })
  })

  it('is the joining node of a bootstrap token', async () => {
    const value = (text: string) => Buffer.from(text).toString('base64')
    const data = {
      'token-id': value('abcdef'),
      'token-secret': value('0123456789abcdef'),
      'usage-bootstrap-authentication': value('true'),
      'auth-extra-groups': value('system:bootstrappers:x'),
    }
    const type = 'bootstrap.kubernetes.io/token'
    put('secrets/kube-system/bootstrap-token-abcdef', { metadata: {}, type, data })
    expect(await who([bearer('abcdef.0123456789abcdef')])).toMatchObject({
      name: 'system:bootstrap:abcdef',
      groups: ['system:bootstrappers', 'system:bootstrappers:x', 'system:authenticated'],
    })
    await expect(who([bearer('abcdef.0123456789abcdeg')])).rejects.toMatchObject({ code: 401 })
    const expired = { ...data, expiration: value('2020-01-01T00:00:00Z') }
    put('secrets/kube-system/bootstrap-token-abcdef', { metadata: {}, type, data: expired })
    await expect(who([bearer('abcdef.0123456789abcdef')])).rejects.toMatchObject({ code: 401 })
  })
})

describe('service account tokens', () => {
  const order = {
    namespace: 'ns',
    account: { name: 'bot', uid: 'u1' },
    audiences: ['https://issuer'],
    nowMs: Date.now(),
    expirationSeconds: 3600,
    tokenId: 'id1',
  }
  const issue = (more = {}) => identifier.tokens.issue({ ...order, ...more }) as Promise<string>

  it('hold while everything that they name is there', async () => {
    put('serviceaccounts/ns/bot', { metadata: { uid: 'u1' } })
    put('pods/ns/p', { metadata: { uid: 'p1' } })
    const token = await issue({ pod: { name: 'p', uid: 'p1' }, node: { name: 'n' } })
    expect(await who([bearer(token)])).toMatchObject({
      name: 'system:serviceaccount:ns:bot',
      uid: 'u1',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:ns', 'system:authenticated'],
      extra: {
        'authentication.kubernetes.io/credential-id': ['JTI=id1'],
        'authentication.kubernetes.io/pod-name': ['p'],
        'authentication.kubernetes.io/node-name': ['n'],
      },
    })
    put('pods/ns/p', { metadata: { uid: 'p2' } })
    await expect(who([bearer(token)])).rejects.toMatchObject({ code: 401 })
    objects.delete('pods/ns/p')
    expect(await identifier.reviewToken(token, ['https://issuer'])).toEqual({
      user: undefined,
      errors: ['service account token has been invalidated'],
    })
    objects.delete('serviceaccounts/ns/bot')
    expect(await identifier.reviewToken(token, ['https://issuer'])).toEqual({
      user: undefined,
      errors: ['serviceaccounts "bot" not found'],
    })
  })

  it('K23: expire, are not early, and count for their audiences only', async () => {
    put('serviceaccounts/ns/bot', { metadata: { uid: 'u1' } })
    const old = await issue({ nowMs: Date.now() - 7_200_000 })
    const early = await issue({ nowMs: Date.now() + 120_000 })
    const vault = await issue({ audiences: ['vault'] })
    for (const token of [old, early, vault]) {
      await expect(who([bearer(token)])).rejects.toMatchObject({ code: 401 })
    }
    expect(await identifier.reviewToken(vault, ['vault', 'x'])).toMatchObject({
      audiences: ['vault'],
    })
  })

  it('K24: are signed by our key with an algorithm of its own', async () => {
    put('serviceaccounts/ns/bot', { metadata: { uid: 'u1' } })
    const [head, body, signature] = (await issue()).split('.') as [string, string, string]
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    const forged = Buffer.from(
      Buffer.from(body, 'base64url').toString().replace('"bot"', '"root"'),
    ).toString('base64url')
    for (const token of [
      `${none}.${body}.`,
      `${head}.${forged}.${signature}`,
      `${head}.${body}.A`,
    ]) {
      await expect(who([bearer(token)])).rejects.toMatchObject({ code: 401 })
    }
    expect(identifier.tokens.jwks().keys).toMatchObject([{ use: 'sig', kty: 'RSA', alg: 'RS256' }])
  })

  it('are refused when their key is taken away, without a restart', async () => {
    put('serviceaccounts/ns/bot', { metadata: { uid: 'u1' } })
    const token = await issue()
    expect((await who([bearer(token)])).name).toBe('system:serviceaccount:ns:bot')
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    writeFileSync(at('sa.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
    await expect
      .poll(() => Promise.resolve(who([bearer(token)])).catch((error) => error.code), {
        timeout: 4000,
      })
      .toBe(401)
    expect((await who([bearer(await issue())])).name).toBe('system:serviceaccount:ns:bot')
    expect(identifier.tokens.algorithms()).toEqual(['ES256'])
  })
})

describe('K19: impersonation', () => {
  const as = (...headers: [string, string][]) =>
    who([bearer('tok2'), ...headers]).catch((error) => error.message)

  it('asks for every part', async () => {
    expect(await as(['impersonate-user', 'ann'])).toBe(
      'forbidden: User "bob" cannot impersonate-on:user-info:get path "/x"',
    )
    allowed.add('bob impersonate users ann')
    expect(await as(['impersonate-user', 'ann'])).toMatchObject({
      name: 'ann',
      groups: ['system:authenticated'],
    })
    expect(await as(['impersonate-user', 'ann'], ['impersonate-group', 'a,b'])).toBe(
      'groups "a,b" is forbidden: User "bob" cannot impersonate resource "groups" in API group "" at the cluster scope',
    )
    allowed.add('bob impersonate groups a,b')
    expect(await as(['impersonate-user', 'ann'], ['impersonate-group', 'a,b'])).toMatchObject({
      groups: ['a,b', 'system:authenticated'],
    })
    expect(await as(['impersonate-user', 'ann'], ['impersonate-extra-%41', 'v'])).toMatch(
      /^userextras.authentication.k8s.io "v" is forbidden.*"userextras\/A"/,
    )
  })

  it('asks for an account by its own name, and gives its groups', async () => {
    const account = 'system:serviceaccount:ns:bot'
    allowed.add(`bob impersonate users ${account}`)
    expect(await as(['impersonate-user', account])).toMatch(
      /cannot impersonate resource "serviceaccounts".*in the namespace "ns"/,
    )
    allowed.add('bob impersonate serviceaccounts bot')
    expect(await as(['impersonate-user', account])).toMatchObject({
      name: account,
      groups: ['system:serviceaccounts', 'system:serviceaccounts:ns', 'system:authenticated'],
    })
  })

  it('makes nobody a superuser who may not be one', async () => {
    allowed.add('bob impersonate users ann')
    const said = await as(['impersonate-user', 'ann'], ['impersonate-group', 'system:masters'])
    expect(said).toMatch(/^groups "system:masters" is forbidden/)
    // Each group is asked for, not the first alone.
    allowed.add('bob impersonate groups dev')
    const groups = ['dev', 'system:masters'].map((group): [string, string] => [
      'impersonate-group',
      group,
    ])
    expect(await as(['impersonate-user', 'ann'], ...groups)).toMatch(/"system:masters" is forbid/)
    expect(await as(['impersonate-user', 'ann'], ['impersonate-uid', 'u'])).toMatch(/"u" is forbid/)
  })

  it('needs a user', async () => {
    for (const alone of ['impersonate-group', 'impersonate-extra-a']) {
      expect(await as([alone, 'system:masters'])).toMatch(/without impersonating a user name$/)
    }
    expect(await as(['impersonate-uid', 'u'])).toBe(
      'requested &user.DefaultInfo{Name:"", UID:"u", Groups:[]string(nil), Extra:map[string][]string(nil)} without impersonating a user name',
    )
    expect(await as(['impersonate-nosuch', 'u'])).toMatchObject({ name: 'bob' })
  })
})
