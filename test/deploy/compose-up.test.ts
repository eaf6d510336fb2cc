// The Compose file under a real engine: what its README says, step by step.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DockerComposeEnvironment,
  type StartedDockerComposeEnvironment,
  Wait,
} from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePorts } from '../harness/free-ports.ts'
import { clientBinary } from '../harness/kubectl.ts'
import { composeFile, deployFolder, engineOrSkip, run, runBeside } from './tools.ts'

const project = `binnacle-test-${process.pid}`
const replicas = ['apiserver-1', 'apiserver-2', 'apiserver-3']
const members = ['etcd-1', 'etcd-2', 'etcd-3']
/** Grafana is looked at elsewhere: nothing depends on it. */
const served = [...replicas, ...members, 'load-balancer', 'prometheus']
const images = imagesOrSkip('the compose file, up and down')

/** Names of images that are here, or a word aloud. */
function imagesOrSkip(what: string): Record<string, string> | undefined {
  if (!engineOrSkip(what)) return undefined
  if (run('docker', ['compose', 'version']).code !== 0) {
    process.stderr.write(`SKIPPED: ${what}: docker has no compose here\n`)
    return undefined
  }
  const named = served.map((name) => composeFile().services[name]?.image ?? '')
  const pairs = named.map((text): [string, string] => {
    const [, variable = '', preset = ''] = /^\$\{(\w+):-([^}]+)\}$/.exec(text) ?? []
    return [variable, process.env[variable] ?? preset]
  })
  for (const [variable, image] of pairs) {
    if (run('docker', ['image', 'inspect', image]).code === 0) continue
    process.stderr.write(`SKIPPED: ${what}: no image ${image} here (${variable} names another)\n`)
    return undefined
  }
  return Object.fromEntries(pairs)
}

describe.skipIf(images === undefined)('a cluster by Docker Compose', () => {
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-compose-up-'))
  let cluster: StartedDockerComposeEnvironment
  let env: Record<string, string>

  beforeAll(async () => {
    const first = await freePorts(4)
    env = {
      ...images,
      BINNACLE_PORT: String(first),
      BINNACLE_ABOUT_PORT: String(first + 1),
      PROMETHEUS_PORT: String(first + 2),
      GRAFANA_PORT: String(first + 3),
      BINNACLE_SERVER: `https://localhost:${first}`,
    }
    const wanted = new DockerComposeEnvironment(`${deployFolder}/compose`, 'compose.yaml')
      .withProjectName(project)
      .withEnvironment(env)
      .withClientOptions({ commandOptions: ['--wait'] })
      .withAutoCleanup(false)
      .withStartupTimeout(60_000)
      // Its port is on loopback, where the library does not look from within a container.
      .withWaitStrategy('prometheus-1', Wait.forLogMessage('Server is ready'))
    for (const name of [...replicas, ...members, 'load-balancer']) {
      wanted.withWaitStrategy(`${name}-1`, Wait.forHealthCheck())
    }
    cluster = await wanted.up(served)
    const said = compose('run', '--rm', '-T', 'certificates', '--show=kubeconfig')
    expect(said, said.err).toMatchObject({ code: 0 })
    writeFileSync(join(folder, 'kubeconfig'), said.out, { mode: 0o600 })
  }, 300_000)

  afterAll(async () => {
    await cluster?.down({ removeVolumes: true })
    rmSync(folder, { recursive: true, force: true })
  }, 120_000)

  const compose = (...args: string[]) => {
    const file = `${deployFolder}/compose/compose.yaml`
    return run('docker', ['compose', '--project-name', project, '--file', file, ...args], env)
  }
  const client = (...args: string[]) =>
    runBeside(clientBinary('kubectl'), args, {
      KUBECONFIG: join(folder, 'kubeconfig'),
      HOME: folder,
    })
  const writeAndRead = async (name: string) => {
    const made = await client('create', 'configmap', name, '--from-literal=a=b')
    expect(made, made.err).toMatchObject({ code: 0 })
    const read = await client('get', 'configmap', name, '-o', 'jsonpath={.data.a}')
    expect(read, read.err).toMatchObject({ code: 0, out: 'b' })
  }

  it('serves kubectl through HAProxy', async () => {
    await writeAndRead('first')
    expect((await client('auth', 'whoami')).out).toContain('kubernetes-admin')
  })

  it('has texts of fields for kubectl explain', async () => {
    expect((await client('explain', 'deployment.spec.replicas')).out).toMatch(/DESCRIPTION:\s+\w+/)
  })

  it('runs the API as nobody, on a file system that it cannot write to', () => {
    const said = compose('exec', '-T', 'apiserver-1', 'sh', '-c', 'id -u; touch /opt/x')
    expect(said.out).toBe('65532\n')
    expect(said.err).toContain('Read-only file system')
  })

  it('is scraped by Prometheus, every replica and every member', async () => {
    const up = async (job: string) => {
      const query = encodeURIComponent(`up{job="${job}"} == 1`)
      const answer = await fetch(
        `http://127.0.0.1:${env.PROMETHEUS_PORT}/api/v1/query?query=${query}`,
      )
      const { data } = (await answer.json()) as { data: { result: unknown[] } }
      return data.result.length
    }
    await expect.poll(() => up('binnacle'), { timeout: 60_000, interval: 1_000 }).toBe(3)
    expect(await up('etcd')).toBe(3)
    expect(await up('load-balancer')).toBe(1)
  }, 70_000)

  it.each(['apiserver-1', 'apiserver-2', 'apiserver-3', 'etcd-1', 'etcd-2', 'etcd-3'])(
    'goes on without %s, and takes it back',
    async (name) => {
      const file = `${deployFolder}/compose/compose.yaml`
      const args = ['compose', '--project-name', project, '--file', file]
      let over = false
      const stopping = runBeside('docker', [...args, 'stop', name], env)
      const ended = stopping.finally(() => {
        over = true
      })
      for (let i = 0; !over; i++) await writeAndRead(`while-${name}-${i}`)
      expect(await ended).toMatchObject({ code: 0 })
      for (let i = 0; i < 3; i++) await writeAndRead(`without-${name}-${i}`)
      const back = await runBeside(
        'docker',
        [...args, 'up', '-d', '--wait', '--no-deps', name],
        env,
      )
      expect(back, back.err).toMatchObject({ code: 0 })
    },
    180_000,
  )

  it('leaves nothing behind when it goes down with its volumes', async () => {
    await cluster.down({ removeVolumes: true })
    const ours = ['--filter', `label=com.docker.compose.project=${project}`]
    expect(run('docker', ['ps', '--all', '--quiet', ...ours]).out).toBe('')
    expect(run('docker', ['volume', 'ls', '--quiet', ...ours]).out).toBe('')
    expect(run('docker', ['network', 'ls', '--quiet', ...ours]).out).toBe('')
  }, 120_000)
})
