// /flagz and /statusz: text for people, objects of config.k8s.io for who asks for one by name.
import type { Allowed } from '@binnacle/exchange'
import { describe, expect, it } from 'vitest'
import { flagzPages } from './flagz-page.ts'
import { statuszPages } from './statusz-page.ts'

const pages = new Map([
  ...flagzPages({ v: '0', 'etcd-servers': '[http://a,http://b]' }),
  ...statuszPages(() => [
    '/readyz',
    '/readyz/ping',
    '/apis/apps/v1',
    '/metrics',
    '/openid/v1/jwks',
  ]),
])

async function ask(path: string, accept?: string) {
  const headers = new Map(accept === undefined ? [] : [['accept', accept]])
  const request = { headers, query: new URLSearchParams() } as unknown as Allowed
  const reply = await pages.get(path)?.serve(request)
  if (reply === undefined || !('body' in reply)) throw new Error('no reply')
  const header = (name: string) => reply.headers.find(([own]) => own === name)?.[1]
  return { status: reply.status, type: header('Content-Type'), header, body: String(reply.body) }
}

const object = (kind: string, version = 'v1beta1') => `as=${kind};v=${version};g=config.k8s.io`

describe('/flagz', () => {
  it.each([undefined, '', '*/*', 'text/plain', 'text/*'])('is text for %j', async (accept) => {
    const { status, type, body } = await ask('/flagz', accept)
    expect([status, type]).toEqual([200, 'text/plain; charset=utf-8'])
    expect(body).toMatch(/^\napiserver flagz\nWarning: [^\n]+\netcd-servers(:|: |=| )\[http:\/\/a,/)
  })

  it('is an object where it is named', async () => {
    const { type, body } = await ask('/flagz', `application/json;${object('Flagz')}`)
    expect(type).toBe('application/json;g=config.k8s.io;v=v1beta1;as=Flagz')
    expect(JSON.parse(body)).toEqual({
      kind: 'Flagz',
      apiVersion: 'config.k8s.io/v1beta1',
      metadata: { name: 'apiserver' },
      flags: { 'etcd-servers': '[http://a,http://b]', v: '0' },
    })
  })

  it('warns of the version that goes', async () => {
    const { header, body } = await ask('/flagz', `application/yaml;${object('Flagz', 'v1alpha1')}`)
    expect(header('Warning')).toContain('flagz endpoint is deprecated')
    expect(body).toContain('apiVersion: config.k8s.io/v1alpha1\n')
  })

  it.each([
    'application/json',
    'application/vnd.kubernetes.protobuf',
    `application/json;${object('Flagz', 'v1')}`,
    `application/json;${object('Statusz')}`,
    `text/plain;${object('Flagz')}`,
    `application/json;stream=watch;${object('Flagz')}`,
  ])('refuses %s', async (accept) => {
    const { status, type, body } = await ask('/flagz', accept)
    expect([status, type]).toEqual([406, 'application/json'])
    expect(JSON.parse(body).message).toBe(
      'only the following media types are accepted: application/json, application/yaml, text/plain',
    )
  })
})

describe('/statusz', () => {
  it('tells since when, which version and where else to look', async () => {
    const { body } = await ask('/statusz')
    expect(body).toMatch(
      /\nStarted\S? +[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d UTC \d{4}\n/,
    )
    expect(body).toMatch(/\nUp:?=? ? \d+ hr \d\d min \d\d sec\n/)
    expect(body).toMatch(/\nPaths\S? +\/metrics \/readyz\n$/)
  })

  it('is an object where it is named', async () => {
    const { body } = await ask('/statusz', `application/json;${object('Statusz')}`)
    expect(JSON.parse(body)).toMatchObject({
      kind: 'Statusz',
      startTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      uptimeSeconds: expect.any(Number),
      emulationVersion: '1.37',
      paths: ['/metrics', '/readyz'],
    })
  })
})
