// Another server's API behind this one: reached by its service, shown in discovery, and missed by nobody when it dies.
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { issueCertificate, makeAuthority } from '../../apps/binnacle/src/certificate-maker.ts'
import { type Call, call } from '../harness/call.ts'
import { startCluster, type TestCluster, token } from '../harness/cluster.ts'
import { type ExtensionServer, group, startExtensionServer } from '../harness/extension-server.ts'
import { kubectl } from '../harness/kubectl.ts'

const apiServices = '/apis/apiregistration.k8s.io/v1/apiservices'
const apiService = `${apiServices}/v1.${group}`
const pears = `/apis/${group}/v1/namespaces/default/pears`
const aggregated = {
  accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
}

describe('an extension API server', () => {
  let cluster: TestCluster
  let extension: ExtensionServer
  let caBundle: string

  beforeAll(async () => {
    cluster = await startCluster({ replicas: 2 })
    const authority = await makeAuthority('authority of fruits')
    caBundle = Buffer.from(authority.cert).toString('base64')
    const names = { dns: ['fruits.default.svc'], ips: [] }
    const own = await issueCertificate(authority, { commonName: 'fruits' }, 'server', names)
    const callers = readFileSync(join(cluster.folder, 'pki', 'front-proxy-ca.crt'), 'utf8')
    extension = await startExtensionServer(own, callers)
  })

  afterAll(async () => {
    await cluster?.remove()
    await extension?.stop()
  })

  afterEach(() => {
    extension.odd = undefined
    extension.onUpgrade = undefined
  })

  const get = (path: string, more: Partial<Call> = {}) => call(cluster, { path, ...more })
  const available = async () => {
    const { json } = await get(apiService)
    const condition = json.status?.conditions?.[0]
    return condition && `${condition.status} ${condition.reason}: ${condition.message}`
  }
  const becomes = (text: string | RegExp) =>
    expect.poll(available, { timeout: 15_000, interval: 100 }).toMatch(text)
  const freshness = async (at: string) => {
    const { json } = await get('/apis', { headers: aggregated, at })
    const found = json.items.find((each: { metadata: { name: string } }) => {
      return each.metadata.name === group
    })
    return found?.versions[0].freshness
  }

  it('is not available before its service is there', async () => {
    const body = {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: `v1.${group}` },
      spec: {
        group,
        version: 'v1',
        groupPriorityMinimum: 2000,
        versionPriority: 10,
        service: { namespace: 'default', name: 'fruits', port: extension.port },
        caBundle,
      },
    }
    const { status } = await call(cluster, { method: 'POST', path: apiServices, body })
    expect(status).toBe(201)
    await becomes(/^False ServiceNotFound: service\/fruits in "default" is not present$/)
    const refused = await get(pears)
    expect([refused.status, refused.text]).toEqual([503, 'service unavailable\n'])
    await expect.poll(() => freshness(cluster.server), { timeout: 5_000 }).toBe('Stale')
  })

  it('is served once it answers', async () => {
    const body = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'fruits' },
      spec: { type: 'ExternalName', externalName: 'localhost' },
    }
    const path = '/api/v1/namespaces/default/services'
    expect((await call(cluster, { method: 'POST', path, body })).status).toBe(201)
    await becomes(/^True Passed: all checks passed$/)
    for (const at of cluster.replicas) {
      await expect.poll(async () => (await get(pears, { at })).status).toBe(200)
      await expect.poll(() => freshness(at), { timeout: 10_000 }).toBe('Current')
    }
    const { json } = await get(`${pears}/conference`)
    expect(json.kind).toBe('Pear')
  })

  it('learns who calls from the proxy alone', async () => {
    extension.heard.length = 0
    const forged = {
      'x-remote-user': 'mallory',
      'x-remote-group': 'system:nobody',
      'x-remote-extra-scopes': 'all',
      'x-harmless': 'yes',
    }
    await get(`${pears}?limit=2`, { headers: forged })
    const heard = extension.heard.find(({ url }) => url === `${pears}?limit=2`)
    expect(heard?.commonName).toBe('front-proxy-client')
    expect(heard?.headers).toMatchObject({
      'x-remote-user': 'admin',
      'x-remote-uid': 'admin-uid',
      'x-remote-group': 'system:masters, system:authenticated',
      'x-harmless': 'yes',
      'x-forwarded-for': '127.0.0.1',
    })
    expect(heard?.headers).not.toHaveProperty('authorization')
    expect(heard?.headers).not.toHaveProperty('x-remote-extra-scopes')
  })

  it('is in discovery and OpenAPI, and kubectl reads it', async () => {
    expect((await get(`/apis/${group}`)).json.versions).toEqual([
      { groupVersion: `${group}/v1`, version: 'v1' },
    ])
    const { json } = await get('/apis')
    expect(json.groups.map((each: { name: string }) => each.name)).toContain(group)
    const index = (await get('/openapi/v3')).json.paths
    const own = index[`apis/${group}/v1`].serverRelativeURL
    expect((await get(own)).json.info.title).toBe('Fruits')
    const said = await kubectl(cluster, ['get', 'pears', '-o', 'name'])
    expect(said.out).toBe(`pear.${group}/conference\n`)
    const listed = await kubectl(cluster, ['get', 'apiservices', `v1.${group}`, '--no-headers'])
    expect(listed.out).toMatch(/default\/fruits\s+True/)
  })

  it('sends nobody elsewhere', async () => {
    extension.odd = (asked, response) => {
      if (!asked.url?.startsWith(pears)) return false
      response.writeHead(302, { Location: 'https://127.0.0.1:1/steal' }).end('go')
      return true
    }
    const answer = await get(pears)
    expect(answer.status).toBe(502)
    expect(answer.headers.location).toBeUndefined()
    expect(answer.text).toBe(
      'the backend attempted to redirect this request, which is not permitted',
    )
  })

  it('is cut off when its client goes', async () => {
    let closed = false
    extension.odd = (asked, response) => {
      if (!asked.url?.startsWith(`${pears}?watch`)) return false
      response.writeHead(200, { 'Content-Type': 'application/json' })
      const timer = setInterval(() => response.write('{"type":"BOOKMARK"}\n'), 10)
      response.on('close', () => {
        closed = true
        clearInterval(timer)
      })
      return true
    }
    await new Promise<void>((resolve) => {
      const headers = { authorization: `Bearer ${token}` }
      const sent = request(`${cluster.server}${pears}?watch=1`, { headers, ca: cluster.ca })
      sent.on('error', () => undefined)
      sent.on('response', (got) => {
        got.on('error', () => undefined)
        got.once('data', () => {
          sent.destroy()
          resolve()
        })
      })
      sent.end()
    })
    await expect.poll(() => closed).toBe(true)
  })

  const upgrade = (path: string) =>
    new Promise<{ status: number; socket?: Duplex }>((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        connection: 'Upgrade',
        upgrade: 'websocket',
      }
      const sent = request(`${cluster.server}${path}`, { headers, ca: cluster.ca })
      sent.on('upgrade', (got, socket) => resolve({ status: got.statusCode ?? 0, socket }))
      sent.on('response', (got) => {
        got.resume()
        resolve({ status: got.statusCode ?? 0 })
      })
      sent.on('error', reject)
      sent.end()
    })

  it('talks freely only after it agreed to leave HTTP', async () => {
    extension.onUpgrade = (socket) => {
      socket.on('error', () => undefined)
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n')
      socket.write('Connection: Upgrade\r\n\r\n')
      socket.on('data', (chunk) => socket.write(`heard ${chunk}`))
    }
    const { status, socket } = await upgrade(`${pears}/conference`)
    expect(status).toBe(101)
    const answered = new Promise((resolve) => socket?.once('data', (chunk) => resolve(`${chunk}`)))
    socket?.write('hello')
    expect(await answered).toBe('heard hello')
    socket?.destroy()
    let bytesAfter = 0
    extension.onUpgrade = (refusing) => {
      refusing.on('error', () => undefined)
      refusing.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
      refusing.on('data', (chunk: Buffer) => {
        bytesAfter += chunk.length
      })
    }
    expect((await upgrade(`${pears}/conference`)).status).toBe(403)
    expect(bytesAfter).toBe(0)
  })

  it('stops nothing when it dies, and is back when it lives', async () => {
    await extension.stop()
    await becomes(
      /^False FailedDiscoveryCheck: failing or missing response from https:\/\/localhost/,
    )
    expect((await get(pears)).status).toBe(503)
    expect((await get('/api/v1/namespaces/default/pods')).status).toBe(200)
    const said = await kubectl(cluster, ['get', 'namespaces', '-o', 'name'])
    expect(said.code, said.err).toBe(0)
    await expect.poll(() => freshness(cluster.server), { timeout: 10_000 }).toBe('Stale')
    await extension.start()
    await becomes(/^True Passed/)
    expect((await get(pears)).status).toBe(200)
  })

  it('is gone with its APIService', async () => {
    await call(cluster, { method: 'DELETE', path: apiService })
    await expect.poll(async () => (await get(pears)).status).toBe(404)
    await expect.poll(() => freshness(cluster.server)).toBeUndefined()
  })
})
