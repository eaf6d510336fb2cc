// The chart: linted, rendered, refused where values are wrong, and installed by Helm into our own API.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { flagTable } from '@binnacle/apiserver/flags'
import { readFlags } from '@binnacle/flags'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { startCluster, type TestCluster } from '../harness/cluster.ts'
import { clientBinary, kubectl } from '../harness/kubectl.ts'
import { deployFolder, run } from './tools.ts'

const chart = `${deployFolder}/helm/binnacle`
const home = mkdtempSync(join(tmpdir(), 'binnacle-helm-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const helm = (args: readonly string[], kubeconfig = '/dev/null') =>
  run(clientBinary('helm'), args, {
    HOME: home,
    HELM_CACHE_HOME: join(home, 'cache'),
    HELM_CONFIG_HOME: join(home, 'config'),
    HELM_DATA_HOME: join(home, 'data'),
    KUBECONFIG: kubeconfig,
  })

const sets = (...values: string[]) => values.flatMap((value) => ['--set', value])

function render(...values: string[]) {
  const said = helm(['template', 'api', chart, '--namespace', 'apis', ...sets(...values)])
  expect(said.err).toBe('')
  // biome-ignore lint/suspicious/noExplicitAny: objects of many kinds
  return parseAllDocuments(said.out).map((document) => document.toJS() as any)
}

const kindsOf = (objects: readonly { kind: string }[]) => objects.map(({ kind }) => kind).sort()

describe('the chart', () => {
  it('passes lint', () => {
    expect(helm(['lint', '--strict', chart])).toMatchObject({ code: 0 })
  })

  it('gives replicas flags that exist, with values that are read', () => {
    const deployment = render().find(({ kind }) => kind === 'Deployment')
    const flags = readFlags(deployment.spec.template.spec.containers[0].args, flagTable)
    expect(flags.list('etcd-servers')).toHaveLength(3)
    expect(flags.list('enable-admission-plugins')).toEqual([
      'NodeRestriction',
      'DenyServiceExternalIPs',
      'EventRateLimit',
      'AlwaysPullImages',
    ])
    expect(flags.text('authentication-config')).toBe('/etc/binnacle/authentication.yaml')
    const { terminationGracePeriodSeconds } = deployment.spec.template.spec
    const needed =
      flags.milliseconds('shutdown-delay-duration') + flags.milliseconds('request-timeout')
    expect(terminationGracePeriodSeconds * 1000).toBeGreaterThan(needed)
  })

  it('runs nothing as root and writes to no root file system', () => {
    for (const { kind, spec } of render()) {
      if (kind !== 'Deployment' && kind !== 'StatefulSet') continue
      const pod = spec.template.spec
      expect(pod.securityContext.runAsNonRoot).toBe(true)
      expect(pod.automountServiceAccountToken).toBe(false)
      expect(pod.affinity.podAntiAffinity).toHaveProperty(
        'requiredDuringSchedulingIgnoredDuringExecution',
      )
      for (const { securityContext, livenessProbe, readinessProbe } of pod.containers) {
        expect(securityContext).toMatchObject({
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
        })
        // etcd is a Stateful Set of its own; replicas live on without it.
        const alive = kind === 'Deployment' ? '/livez?exclude=etcd' : '/livez'
        expect(livenessProbe.httpGet.path).toBe(alive)
        expect(readinessProbe.httpGet.path).toBe('/readyz')
      }
    }
  })

  it('makes with cert-manager every Secret that pods mount', () => {
    const objects = render('certificates.source=cert-manager', 'serviceMonitor.enabled=true')
    const made = objects
      .filter(({ kind }) => kind === 'Certificate')
      .map(({ spec }) => spec.secretName)
    const mounted = objects
      .flatMap(({ spec }) => spec?.template?.spec.volumes ?? [])
      .flatMap(({ secret }) => (secret === undefined ? [] : [secret.secretName]))
    expect(mounted.length).toBeGreaterThan(5)
    for (const name of mounted) expect(made).toContain(name)
    expect(kindsOf(objects)).toContain('ServiceMonitor')
  })

  it('gives every replica the same encryption, of a key that is never renewed', () => {
    const volumesOf = (objects: ReturnType<typeof render>) =>
      objects.find(({ kind }) => kind === 'Deployment').spec.template.spec.volumes
    const named = (secretName: string) =>
      expect.arrayContaining([
        { name: 'encryption', secret: expect.objectContaining({ secretName }) },
      ])
    expect(volumesOf(render())).toEqual(named('api-binnacle-encryption'))
    const managed = render('certificates.source=cert-manager')
    const key = managed.find(
      ({ kind, metadata }) => kind === 'Certificate' && metadata.name === 'api-binnacle-encryption',
    )
    expect(key.spec.privateKey).toEqual({ algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never' })
    const pod = managed.find(({ kind }) => kind === 'Deployment').spec.template.spec
    expect(pod.initContainers[0].securityContext.readOnlyRootFilesystem).toBe(true)
    const mine = render('certificates.source=cert-manager', 'encryption.secretName=mine')
    expect(volumesOf(mine)).toEqual(named('mine'))
    expect(mine.map(({ metadata }) => metadata.name)).not.toContain('api-binnacle-encryption')
  })

  it('gives EventRateLimit what the server reads', () => {
    const [text] = render(
      'apiserver.eventRateLimits[0].type=Server',
      ...['qps=7', 'burst=9'].map((end) => `apiserver.eventRateLimits[0].${end}`),
    )
      .filter(({ kind }) => kind === 'ConfigMap')
      .map(({ data }) => data['admission.yaml'])
    expect(parse(text).plugins[0].configuration).toMatchObject({
      kind: 'Configuration',
      limits: [{ type: 'Server', qps: 7, burst: 9 }],
    })
  })

  it('leaves out its etcd where another is named', () => {
    const objects = render(
      'etcd.bundled=false',
      'etcd.externalUrls={https://a:2379,https://b:2379}',
    )
    expect(kindsOf(objects)).not.toContain('StatefulSet')
    const { args } = objects.find(({ kind }) => kind === 'Deployment').spec.template.spec
      .containers[0]
    expect(args).toContain('--etcd-servers=https://a:2379,https://b:2379')
  })

  it.each([
    ['replicaCount=0', '/replicaCount'],
    ['replicaCount=three', '/replicaCount'],
    ['etcd.replicaCount=2', '/etcd/replicaCount'],
    ['etcd.bundled=false', '/etcd/externalUrls'],
    ['etcd.externalUrls={https://a:2379}', '/etcd/externalUrls'],
    ['certificates.source=magic', '/certificates/source'],
    ['service.type=ExternalName', '/service/type'],
    ['apiserver.anonymousPaths={/livez}', '/apiserver/anonymousPaths'],
    ['apiserver.extraArgs={event-ttl}', '/apiserver/extraArgs'],
    ['apiserver.eventRateLimits[0].type=Pod', '/apiserver/eventRateLimits'],
    ['apiserver.eventRateLimits=null', 'eventRateLimits'],
    ['encryption.secretName=A', '/encryption/secretName'],
    ['image.digest=abc', '/image/digest'],
    ['replicas=3', 'replicas'],
  ])('refuses %s', (value, where) => {
    const said = helm(['template', 'api', chart, ...sets(value)])
    expect(said.code).toBe(1)
    expect(said.err).toContain(where)
  })
})

describe('Helm on our own API', () => {
  let cluster: TestCluster
  beforeAll(async () => {
    cluster = await startCluster({ replicas: 1 })
  })
  afterAll(() => cluster?.remove())

  const ours = (...args: string[]) => {
    const said = helm([...args, '--namespace', 'apis'], cluster.kubeconfig)
    expect(said, said.err).toMatchObject({ code: 0 })
    return said.out
  }
  const get = async (...args: string[]) =>
    (await kubectl(cluster, ['--namespace', 'apis', 'get', ...args])).out

  it('installs, upgrades, rolls back and uninstalls', async () => {
    const namespace = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'apis', labels: { 'pod-security.kubernetes.io/warn': 'restricted' } },
    })
    await kubectl(cluster, ['apply', '-f', '-'], { input: namespace })
    ours('install', 'api', chart)
    const all = 'deploy,sts,svc,sa,cm,pdb,netpol'
    const made = await get(all, '-l', 'app.kubernetes.io/instance=api', '-o', 'name')
    expect(made.trim().split('\n')).toHaveLength(10)
    ours('upgrade', 'api', chart, ...sets('replicaCount=5'))
    expect(await get('deploy', 'api-binnacle', '-o', 'jsonpath={.spec.replicas}')).toBe('5')
    ours('rollback', 'api', '1')
    expect(await get('deploy', 'api-binnacle', '-o', 'jsonpath={.spec.replicas}')).toBe('3')
    expect(JSON.parse(ours('list', '-o', 'json'))[0]).toMatchObject({ revision: '3' })
    ours('uninstall', 'api')
    expect(await get(all, '-l', 'app.kubernetes.io/instance=api', '-o', 'name')).toBe('')
  })

  it('brings pods that meet the level restricted', async () => {
    const { out } = helm(['template', 'api', chart, '--namespace', 'apis'])
    const args = ['apply', '--namespace', 'apis', '--dry-run=server', '-f', '-']
    const said = await kubectl(cluster, args, { input: out })
    expect(said).toMatchObject({ code: 0, err: '' })
  })
})
