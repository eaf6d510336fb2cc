import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccessQuestion } from '@binnacle/exchange'
import type { Dict } from '@binnacle/meta'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readAuthorizationConfiguration } from './authorization-configuration.ts'
import { chainOf } from './chain.ts'
import { alwaysDeny } from './modes.ts'

const folder = mkdtempSync(join(tmpdir(), 'authz-'))
const asked: Dict[] = []
let answer: (spec: Dict) => Dict | number = () => ({})
let server: Server

beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk) => chunks.push(chunk))
    incoming.on('end', () => {
      const { spec } = JSON.parse(Buffer.concat(chunks).toString())
      asked.push(spec)
      const status = answer(spec)
      if (typeof status === 'number') outgoing.writeHead(status, { Location: '/elsewhere' }).end()
      else outgoing.end(JSON.stringify({ status }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const kubeconfig = {
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}/authorize` } }],
    users: [{ name: 'u', user: {} }],
  }
  writeFileSync(join(folder, 'kubeconfig'), JSON.stringify(kubeconfig))
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

const configuration = (webhook: Dict) =>
  JSON.stringify({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AuthorizationConfiguration',
    authorizers: [
      {
        type: 'Webhook',
        name: 'hook',
        webhook: {
          timeout: '3s',
          authorizedTTL: '5m',
          unauthorizedTTL: '0s',
          failurePolicy: 'Deny',
          subjectAccessReviewVersion: 'v1',
          connectionInfo: { type: 'KubeConfigFile', kubeConfigFile: join(folder, 'kubeconfig') },
          ...webhook,
        },
      },
    ],
  })

function chain(webhook: Dict = {}) {
  const modes = readAuthorizationConfiguration(configuration(webhook)).flatMap((one) =>
    one.type === 'Webhook' ? [one.mode] : [],
  )
  return chainOf([...modes, alwaysDeny('last')])
}

const question = (more: Partial<AccessQuestion> = {}): AccessQuestion => ({
  user: { name: 'ann', uid: '', groups: ['g'], extra: { k: ['v'] } },
  verb: 'list',
  group: '',
  version: 'v1',
  resource: 'pods',
  subresource: '',
  namespace: 'n',
  name: '',
  ...more,
})

it('asks, remembers a yes, and passes on what has no opinion', async () => {
  answer = ({ resourceAttributes }) => ({
    allowed: resourceAttributes.resource === 'pods',
    reason: 'so',
  })
  const decide = chain()
  asked.length = 0
  expect(await decide(question({ fieldSelector: 'a=b' }))).toMatchObject({
    decision: 'allow',
    reason: 'so',
  })
  expect(asked[0]).toEqual({
    user: 'ann',
    groups: ['g'],
    extra: { k: ['v'] },
    resourceAttributes: {
      namespace: 'n',
      verb: 'list',
      version: 'v1',
      resource: 'pods',
      fieldSelector: { requirements: [{ key: 'a', operator: 'In', values: ['b'] }] },
    },
  })
  await decide(question({ fieldSelector: 'a=b' }))
  expect(asked.length).toBe(1)
  expect(await decide(question({ resource: 'secrets' }))).toMatchObject({
    decision: 'noOpinion',
    reason: 'hook: so\nlast: Everything is forbidden.',
  })
})

it('K2: takes a failing or redirecting webhook as its failure policy says', async () => {
  answer = () => 302
  expect(await chain()(question())).toMatchObject({ decision: 'deny' })
  expect(await chain({ failurePolicy: 'NoOpinion' })(question())).toMatchObject({
    decision: 'noOpinion',
    error: 'the webhook answered 302',
  })
})

it('asks only about what the match conditions let through', async () => {
  answer = () => ({ denied: true, allowed: false, reason: 'no' })
  const matchConditions = [
    {
      expression: "has(request.resourceAttributes) && request.resourceAttributes.namespace == 'n'",
    },
    { expression: "!('admins' in request.groups)" },
  ]
  const decide = chain({ matchConditions })
  asked.length = 0
  expect(await decide(question())).toMatchObject({ decision: 'deny', reason: 'no' })
  expect(await decide(question({ namespace: 'm' }))).toMatchObject({ decision: 'noOpinion' })
  expect(await decide(question({ path: '/x' }))).toMatchObject({ decision: 'noOpinion' })
  expect(asked.length).toBe(1)
  expect(() => chain({ matchConditions: [{ expression: 'request.nope' }] })).toThrow(
    /compilation failed/,
  )
})

it('says what is wrong with a file', () => {
  expect(() => readAuthorizationConfiguration('kind: X')).toThrow(/AuthorizationConfiguration/)
  expect(() => readAuthorizationConfiguration(configuration({ timeout: '40s' }))).toThrow(/<= 30s/)
  expect(() => readAuthorizationConfiguration(configuration({ failurePolicy: 'x' }))).toThrow(
    /failurePolicy/,
  )
})
