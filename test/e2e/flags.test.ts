// A server that is started with the flags of other installers: what it serves is what they ask for.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../harness/call.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'

const apiserver = fileURLToPath(new URL('../../apps/apiserver/bin/apiserver', import.meta.url))
const run = (...args: string[]) => spawnSync(apiserver, args, { encoding: 'utf8' })

const folder = mkdtempSync(join(tmpdir(), 'binnacle-flags-'))
const policies = join(folder, 'policies.jsonl')

/** Of kubeadm and others; flags that the test's cluster decides itself are left out. */
const flags = [
  '--allow-privileged=true',
  '--authorization-mode=Node,RBAC,ABAC',
  `--authorization-policy-file=${policies}`,
  '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
  '--profiling=false',
  '--watch-cache-sizes=nodes#1000,pods#5000',
  '--storage-media-type=application/vnd.kubernetes.protobuf',
  '--feature-gates=KubeletInUserNamespace=false,RotateKubeletServerCertificate=true',
  '--tls-cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  '--strict-transport-security-directives=max-age=31536000,includeSubDomains',
  '--cors-allowed-origins=^https://console\\.example\\.com$',
  '--default-not-ready-toleration-seconds=20',
  '--default-unreachable-toleration-seconds=30',
  '--delete-collection-workers=4',
  '--external-hostname=api.example.com',
  '--kubernetes-service-node-port=30443',
  '--disabled-metrics=nodejs_eventloop_lag_seconds',
]

let cluster: TestCluster

beforeAll(async () => {
  const version = { apiVersion: 'abac.authorization.kubernetes.io/v1beta1', kind: 'Policy' }
  const spec = { user: 'system:anonymous', nonResourcePath: '/metrics', readonly: true }
  writeFileSync(policies, `${JSON.stringify({ ...version, spec })}\n`)
  cluster = await startCluster({ replicas: 1, flags })
})

afterAll(async () => {
  await cluster?.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** What somebody without a name is answered. */
function askPlainly(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const sent = request(
        `${cluster.server}${path}`,
        { ca: cluster.ca, headers, method },
        (got) => {
          let text = ''
          got.on('data', (chunk) => {
            text += chunk
          })
          got.on('end', () => resolve({ status: got.statusCode ?? 0, headers: got.headers, text }))
        },
      )
      sent.on('error', reject)
      sent.end()
    },
  )
}

function cipherWith(ciphers: string): Promise<string> {
  return new Promise((resolve) => {
    const at = { port: cluster.port, host: '127.0.0.1', ca: cluster.ca }
    const socket = connect({ ...at, ciphers, maxVersion: 'TLSv1.2' }, () => {
      resolve(socket.getCipher().name)
      socket.destroy()
    })
    socket.on('error', () => resolve('refused'))
  })
}

it('offers the chosen ciphers only', async () => {
  const chosen = ['ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384']
  expect(chosen).toContain(await cipherWith(chosen.join(':')))
  const other = 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256'
  expect(await cipherWith(other)).toBe('refused')
})

it('tells browsers to come back over TLS, and which pages may ask', async () => {
  const origin = 'https://console.example.com'
  const asked = await askPlainly('/api/v1/pods', { origin }, 'OPTIONS')
  expect(asked.status).toBe(204)
  expect(asked.headers).toMatchObject({
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'access-control-allow-origin': origin,
  })
  const other = await askPlainly('/api/v1/pods', { origin: 'https://example.org' }, 'OPTIONS')
  expect(other.headers['access-control-allow-origin']).toBeUndefined()
  expect(other.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains')
})

it('allows what a file of policies allows, and shows no metric that is switched off', async () => {
  const { status, text } = await askPlainly('/metrics')
  expect(status).toBe(200)
  expect(text).toContain('apiserver_request_total')
  expect(text).not.toMatch(/^(# \w+ )?nodejs_eventloop_lag_seconds\b/m)
  expect((await askPlainly('/api/v1/pods')).status).toBe(403)
})

it('calls itself as it is told', async () => {
  const keys = await call(cluster, { path: '/.well-known/openid-configuration' })
  expect(keys.json.jwks_uri).toMatch(/^https:\/\/api\.example\.com:\d+\/openid\/v1\/jwks$/)
  const service = await call(cluster, { path: '/api/v1/namespaces/default/services/kubernetes' })
  expect(service.json.spec).toMatchObject({ type: 'NodePort', ports: [{ nodePort: 30443 }] })
})

it('lets pods stay as long as it is told, and deletes them together', async () => {
  const path = '/api/v1/namespaces/default/pods'
  const spec = { containers: [{ name: 'c', image: 'i' }], automountServiceAccountToken: false }
  const account = { metadata: { name: 'default' } }
  await call(cluster, {
    method: 'POST',
    path: '/api/v1/namespaces/default/serviceaccounts',
    body: account,
  })
  for (let pod = 0; pod < 9; pod++) {
    const body = { metadata: { name: `p${pod}` }, spec }
    const { json } = await call(cluster, { method: 'POST', path, body })
    const seconds = json.spec.tolerations.map(
      (one: { tolerationSeconds: number }) => one.tolerationSeconds,
    )
    expect(seconds).toEqual([20, 30])
  }
  const deleted = await call(cluster, { method: 'DELETE', path })
  expect(
    deleted.json.items.map((pod: { metadata: { name: string } }) => pod.metadata.name),
  ).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8'])
  expect((await call(cluster, { path })).json.items).toEqual([])
})

it('shows them at /flagz as the reference does', async () => {
  const { text } = await call(cluster, { path: '/flagz' })
  const lines = new Map(
    text
      .split('\n')
      .map((line) => /^([\w-]+)(?:: |[:= ])(.*)$/.exec(line))
      .filter((match) => match !== null)
      .map(([, name, value]) => [name, value]),
  )
  expect(lines.get('profiling')).toBe('false')
  expect(lines.get('kubelet-preferred-address-types')).toBe('[InternalIP,ExternalIP,Hostname]')
  expect(lines.get('watch-cache-sizes')).toBe('[nodes#1000,pods#5000]')
  expect(lines.get('default-not-ready-toleration-seconds')).toBe('20')
})

describe('the API server alone', () => {
  it('says what it is', () => {
    expect(run('--version')).toMatchObject({ status: 0, stdout: 'Kubernetes v1.37.2\n' })
    const help = run('--help')
    expect(help.status).toBe(0)
    expect(help.stdout).toMatch(/^ {2}--etcd-servers strings +\S/m)
    expect(help.stdout).toMatch(
      /^ {2}--profiling .*Changes nothing: there are no pages of profiles/m,
    )
    expect(run('-h').stdout).toBe(help.stdout)
  })

  it('ends with what is wrong', () => {
    const ended = run('--feature-gates=Foo=true', '--tls-cipher-suites=BAR', '--version=false')
    expect(ended.status).toBe(1)
    expect(ended.stderr).toContain("Cipher suite BAR not supported or doesn't exist")
    expect(ended.stderr).toContain('unrecognized feature gate: Foo')
  })
})
