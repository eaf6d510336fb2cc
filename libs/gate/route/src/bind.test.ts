import { builtinCatalogue } from '@binnacle/catalogue'
import type { Allowed, Reply } from '@binnacle/exchange'
import { describe, expect, it } from 'vitest'
import { bind } from './bind.ts'
import { route } from './route.ts'

const catalogue = builtinCatalogue({})
const pages = { find: () => undefined }

async function outcome(method: string, url: string): Promise<string> {
  try {
    const received = { method, url } as unknown as Allowed
    const { target } = bind(route(received) as Allowed, catalogue, pages)
    if (target.to === 'resource') {
      const { def, subresource } = target
      return subresource ? `${def.resource}/${subresource.name}` : def.resource
    }
    const reply = (await target.serve(received)) as Extract<Reply, { body: unknown }>
    return `${reply.status} ${reply.body}`.trim()
  } catch (error) {
    const { code, status } = error as { code: number; status: { message: string } }
    return `${code} ${status.message}`
  }
}

const notFound = '404 the server could not find the requested resource'
const notAllowed = '405 the server does not allow this method on the requested resource'
const plain = '404 404 page not found'

/** A folder above or this one, however they are written. */
const dots = ['..', '.', '%2e%2e', '%2E%2E', '.%2e', '%2e.', '%2E']
/** A name may hold no escape that was escaped, either. */
const odd = [...dots, 'a%25b', '%252e%252e', '%252E%252e', '%25c0%25ae']

describe('bind', () => {
  it.each([
    ['GET', '/api/v1/namespaces/a/pods', 'pods'],
    ['GET', '/api/v1/namespaces/a/pods/b/log', 'pods/log'],
    ['HEAD', '/api/v1/namespaces/a/pods/b/proxy/x/y', 'pods/proxy'],
    ['GET', '/api/v1/namespaces/a/pods/b/log/x', notFound],
    ['GET', '/api/v1/watch/namespaces/a/pods/b', 'pods'],
    ['DELETE', '/api/v1/watch/namespaces/a/pods', notAllowed],
    ['POST', '/api/v1/pods', notAllowed],
    ['GET', '/api/v1/namespaces//pods/a', '400 Namespace parameter required.'],
    ['GET', '/apis/apps/v9/x', notFound],
    ['GET', '/apis/nope/v1/x', plain],
    ['GET', '//api/v1/pods', plain],
    ['OPTIONS', '/api/v1/pods', notAllowed],
  ])('%s %s', async (method, url, expected) => {
    expect(await outcome(method, url)).toBe(expected)
  })

  it.each(odd)('K7: %s is no name', async (name) => {
    expect(await outcome('GET', `/api/v1/namespaces/a/configmaps/${name}`)).toMatch(
      /^400 Name parameter/,
    )
    expect(await outcome('DELETE', `/api/v1/nodes/${name}`)).toMatch(/^400 Name parameter/)
  })

  it.each(dots)('K7: %s is no namespace, whatever the verb', async (namespace) => {
    for (const method of ['GET', 'DELETE', 'POST']) {
      const answer = await outcome(method, `/api/v1/namespaces/${namespace}/configmaps`)
      expect(answer).toMatch(/^500 (invalid key|Internal error)/)
    }
  })

  it('K7: an escaped slash never hides in a segment', async () => {
    expect(await outcome('GET', '/api/v1/namespaces/a/configmaps/b%2fc')).toBe(notFound)
    expect(await outcome('GET', '/api/v1/namespaces/a%2fpods/b')).toBe('pods')
  })

  it('K6: every resource is found in its own scope only', async () => {
    for (const def of catalogue.all()) {
      if (def.resource === 'namespaces') continue
      const group = def.group === '' ? `/api/${def.version}` : `/apis/${def.group}/${def.version}`
      const wrong = def.namespaced
        ? `${group}/${def.resource}/x`
        : `${group}/namespaces/n/${def.resource}`
      for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'POST']) {
        expect(await outcome(method, wrong), `${method} ${wrong}`).toBe(notFound)
      }
    }
  })
})
