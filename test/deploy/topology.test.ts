// What the Compose file describes, from the bundle of the image, as plain processes: it serves, and goes on.
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientBinary } from '../harness/kubectl.ts'
import { ask, type Machine, startMachine } from './machine.ts'
import { bundle, deployFolder, run, toolOrSkip } from './tools.ts'

const haproxy = toolOrSkip('haproxy', 'the cluster behind a real HAProxy')
const configMaps = '/api/v1/namespaces/default/configmaps'
const serviceAccounts = '/api/v1/namespaces/default/serviceaccounts'

describe('the bundle', () => {
  it('is the same, byte for byte, when it is made again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'binnacle-bundle-'))
    const digest = (name: string) =>
      createHash('sha256')
        .update(readFileSync(bundle(join(folder, name))))
        .digest('hex')
    try {
      expect(digest('a.tar')).toBe(digest('b.tar'))
      const listed = run('tar', ['--list', '--file', join(folder, 'a.tar')]).out.split('\n')
      expect(listed).toContain('opt/binnacle/apps/apiserver/src/main.ts')
      const unwanted = /^opt\/binnacle\/((apps|libs)\/.*\.test\.ts|node_modules\/(vitest|nx)\/)/
      expect(listed.filter((path) => unwanted.test(path))).toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('three replicas on three etcd members, as in the Compose file', () => {
  let machine: Machine
  let entry: number
  beforeAll(async () => {
    machine = await startMachine(haproxy)
    entry = haproxy === undefined ? (machine.replicaPorts[0] as number) : machine.port
  })
  afterAll(() => machine?.stop())

  const askEntry = (path: string, as?: string) => ask(entry, machine.pki, { path, as })
  const write = (name: string, port = entry) =>
    ask(port, machine.pki, {
      method: 'POST',
      path: configMaps,
      body: JSON.stringify({ metadata: { name } }),
      as: 'admin',
    })

  it('tell nobody anything but their health', async () => {
    expect((await askEntry('/livez')).status).toBe(200)
    expect((await askEntry('/api')).status).toBe(401)
    expect((await askEntry('/version')).status).toBe(401)
    expect((await askEntry('/metrics')).status).toBe(401)
  })

  it('give programs no key that is not theirs', () => {
    const keys = ['serving.key', 'sa.key', 'encryption.yaml'].map((name) => `apiserver/${name}`)
    for (const key of [...keys, 'etcd/serving.key', 'authorities/ca.key']) {
      expect(statSync(join(machine.pki, key)).mode & 0o077, key).toBe(0)
    }
    expect(readdirSync(join(machine.pki, 'load-balancer'))).toEqual(['ca.crt'])
  })

  it('1.2.27: keep Secrets encrypted in etcd, and every replica reads them', async () => {
    const canary = 'a-secret-that-is-on-no-disk'
    const secrets = '/api/v1/namespaces/default/secrets'
    const body = JSON.stringify({ metadata: { name: 'hidden' }, stringData: { canary } })
    const made = await ask(entry, machine.pki, { method: 'POST', path: secrets, body, as: 'admin' })
    expect(made.status, made.text).toBe(201)
    const value = Buffer.from(canary).toString('base64')
    for (const port of machine.replicaPorts) {
      const read = await ask(port, machine.pki, { path: `${secrets}/hidden`, as: 'admin' })
      expect(JSON.parse(read.text).data).toEqual({ canary: value })
    }
    const stored = filesBelow(join(machine.folder, 'etcd-1', 'etcd')).map((path) =>
      readFileSync(path),
    )
    expect(stored.some((bytes) => bytes.includes('k8s:enc:secretbox:v1:key1:'))).toBe(true)
    for (const text of [canary, value]) {
      expect(stored.some((bytes) => bytes.includes(text))).toBe(false)
    }
  })

  it('1.2.9: refuse a flood of events about one thing', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 40; i++) {
      const event = {
        metadata: { name: `flood-${i}`, namespace: 'default' },
        source: { component: 'flood' },
        involvedObject: { kind: 'Pod', namespace: 'default', name: 'one', uid: 'one' },
      }
      const { status } = await ask(machine.replicaPorts[0] as number, machine.pki, {
        method: 'POST',
        path: '/api/v1/namespaces/default/events',
        body: JSON.stringify(event),
        as: 'admin',
      })
      statuses.push(status)
    }
    expect(statuses.slice(0, 25)).toEqual(Array(25).fill(201))
    expect(statuses).toContain(429)
  })

  it('1.2.11: let no pod run an image that its node has not been allowed to pull', async () => {
    const containers = [{ name: 'c', image: 'private', imagePullPolicy: 'IfNotPresent' }]
    const serviceAccount = { automountServiceAccountToken: false }
    await expect
      .poll(async () => (await askEntry(`${serviceAccounts}/default`, 'admin')).status)
      .toBe(200)
    const made = await ask(entry, machine.pki, {
      method: 'POST',
      path: '/api/v1/namespaces/default/pods',
      body: JSON.stringify({ metadata: { name: 'p' }, spec: { ...serviceAccount, containers } }),
      as: 'admin',
    })
    expect(made.status, made.text).toBe(201)
    expect(JSON.parse(made.text).spec.containers[0].imagePullPolicy).toBe('Always')
  })

  it('are well for the health check of the image', () => {
    const inImage = join(machine.folder, 'opt/binnacle')
    const check = (url: string) =>
      run(`${inImage}/node_modules/.bin/node`, [`${inImage}/deploy/image/healthy.ts`], {
        BINNACLE_HEALTH_URL: url,
      }).code
    expect(check(`https://127.0.0.1:${machine.replicaPorts[0]}/livez`)).toBe(0)
    expect(check(`https://127.0.0.1:${machine.replicaPorts[0]}/api`)).toBe(1)
  })

  it('measure what rules and dashboards ask for', async () => {
    await write('measured')
    const { pki, replicaPorts, etcdMetricPorts, aboutPort } = machine
    const replica = await ask(replicaPorts[0] as number, pki, {
      path: '/metrics',
      as: 'prometheus',
    })
    expect(replica.status).toBe(200)
    const texts = [replica.text, await plain(`http://127.0.0.1:${etcdMetricPorts[0]}/metrics`)]
    if (haproxy) texts.push(await plain(`http://127.0.0.1:${aboutPort}/metrics`))
    const known = new Set(
      texts.flatMap((text) => [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)),
    )
    const missing = askedFor().filter(
      (name) =>
        !(known.has(name) || known.has(name.replace(/_(bucket|sum|count)$/, ''))) &&
        (haproxy !== undefined || !name.startsWith('haproxy_')),
    )
    expect(missing).toEqual([])
  })

  it.skipIf(haproxy === undefined)('serve kubectl through HAProxy', () => {
    const kubeconfig = join(machine.pki, 'admin', 'kubeconfig')
    const client = (...args: string[]) =>
      run(clientBinary('kubectl'), args, { KUBECONFIG: kubeconfig, HOME: machine.folder })
    expect(client('create', 'configmap', 'through', '--from-literal=a=b')).toMatchObject({
      code: 0,
    })
    for (let i = 0; i < 3; i++) {
      expect(client('get', 'cm', 'through', '-o', 'jsonpath={.data.a}').out).toBe('b')
    }
    expect(client('auth', 'whoami').out).toContain('kubernetes-admin')
  })

  it.skipIf(haproxy === undefined)(
    'lose no request when a replica is stopped gently under load',
    async () => {
      const failures: string[] = []
      let done = 0
      let over = false
      const clients = Array.from({ length: 4 }, async (_, client) => {
        for (let i = 0; !over; i++) {
          const asked = i % 4 === 0 ? write(`roll-${client}-${i}`) : askEntry(configMaps, 'admin')
          const answer = await asked.catch((error) => ({ status: 0, text: String(error) }))
          if (answer.status >= 300 || answer.status === 0) failures.push(answer.text)
          done++
        }
      })
      await sleep(500)
      const stopped = machine.process('apiserver-1')
      const gone = new Promise((resolve) => stopped.once('exit', resolve))
      stopped.kill('SIGTERM')
      const code = await gone
      await sleep(500)
      over = true
      await Promise.all(clients)
      expect(code).toBe(0)
      expect(failures).toEqual([])
      expect(done).toBeGreaterThan(100)
    },
  )

  it('go on without one replica and one etcd member', async () => {
    for (const name of ['apiserver-1', 'etcd-1']) machine.process(name).kill('SIGKILL')
    const port = haproxy === undefined ? (machine.replicaPorts[1] as number) : machine.port
    const deadline = performance.now() + 10_000
    let answer = { status: 0, text: '' }
    for (let i = 0; answer.status !== 201 && performance.now() < deadline; i++) {
      answer = await write(`after-${i}`, port).catch((error) => ({
        status: 0,
        text: String(error),
      }))
    }
    expect(answer.status, answer.text).toBe(201)
  })
})

/** Every measure that a rule or a panel names; recorded ones (with colons) come from the others. */
function askedFor(): string[] {
  const folder = `${deployFolder}/observability`
  const texts = [
    readFileSync(`${folder}/rules.yaml`, 'utf8'),
    ...readdirSync(`${folder}/dashboards`).map((file) =>
      readFileSync(`${folder}/dashboards/${file}`, 'utf8'),
    ),
  ]
  const names = texts.flatMap((text) => [
    ...text.matchAll(/(?<![\w:])(?:apiserver|process|nodejs|etcd|haproxy)_[a-z0-9_]+(?![\w:])/g),
  ])
  return [...new Set(names.map(([name]) => name))].sort()
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

function plain(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, (got) => {
      let text = ''
      got.setEncoding('utf8')
      got.on('data', (chunk) => (text += chunk))
      got.on('end', () => resolve(text))
    }).on('error', reject)
  })
}
