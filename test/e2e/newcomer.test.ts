// The three ways to the API that every introduction shows: a proxy, curl with certificates, a local port.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { get as getPlain, type IncomingMessage } from 'node:http'
import { get as getSecure } from 'node:https'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCluster, type TestCluster } from '../harness/cluster.ts'
import { freePorts } from '../harness/free-ports.ts'
import { clientBinary } from '../harness/kubectl.ts'

const jobs = '/apis/batch/v1/namespaces/default/jobs'

describe('the three ways of a newcomer', () => {
  let cluster: TestCluster
  let insecurePort: number

  beforeAll(async () => {
    insecurePort = await freePorts(1)
    cluster = await startCluster({ flags: [`--insecure-port=${insecurePort}`] })
  })

  afterAll(() => cluster?.remove())

  it('kubectl proxy and a plain GET of /api', async () => {
    const port = await freePorts(1)
    const proxy = spawn(clientBinary('kubectl'), ['proxy', `--port=${port}`], {
      env: { ...process.env, KUBECONFIG: cluster.kubeconfig },
    })
    try {
      await new Promise((resolve) => proxy.stdout.once('data', resolve))
      const { status, text } = await plain(`http://127.0.0.1:${port}/api`)
      expect(status).toBe(200)
      expect(JSON.parse(text)).toMatchObject({
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0' }],
      })
    } finally {
      proxy.kill()
    }
  })

  it('a client certificate by hand', async () => {
    const { status, text } = await secure(cluster, jobs)
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({ kind: 'JobList', apiVersion: 'batch/v1', items: [] })
  })

  it('the insecure local port gives the same bytes', async () => {
    const open = await plain(`http://localhost:${insecurePort}${jobs}`)
    const closed = await secure(cluster, jobs)
    expect(open.status).toBe(200)
    expect(open.text).toBe(closed.text)
  })

  it('the insecure local port refuses what a browser sends', async () => {
    const url = `http://127.0.0.1:${insecurePort}${jobs}`
    expect((await plain(url, { host: 'evil.example' })).status).toBe(403)
    expect((await plain(url, { origin: 'http://evil.example' })).status).toBe(403)
  })
})

interface Got {
  readonly status: number
  readonly text: string
}

function collect(answer: IncomingMessage): Promise<Got> {
  return new Promise((resolve, reject) => {
    let text = ''
    answer.setEncoding('utf8')
    answer.on('data', (chunk) => {
      text += chunk
    })
    answer.on('error', reject)
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
  })
}

function plain(url: string, headers: Record<string, string> = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    getPlain(url, { headers }, (answer) => collect(answer).then(resolve, reject)).on(
      'error',
      reject,
    )
  })
}

function secure(cluster: TestCluster, path: string): Promise<Got> {
  const pki = (name: string) => readFileSync(join(cluster.folder, 'pki', name))
  const url = `https://localhost:${cluster.port}${path}`
  const tls = { ca: pki('ca.crt'), cert: pki('admin.crt'), key: pki('admin.key') }
  return new Promise((resolve, reject) => {
    getSecure(url, tls, (answer) => collect(answer).then(resolve, reject)).on('error', reject)
  })
}
