// The Compose file names only what exists, and lets no program do more than it must.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { flagTable } from '@binnacle/apiserver/flags'
import { readFlags } from '@binnacle/flags'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { composeFile, deployFolder, engineOrSkip, run } from './tools.ts'

const { services, volumes } = composeFile()
const names = Object.keys(services)
const replicas = names.filter((name) => name.startsWith('apiserver-'))
const members = names.filter((name) => name.startsWith('etcd-'))

describe('the compose file', () => {
  it('holds three replicas, three etcd members and what stands around them', () => {
    expect(replicas).toHaveLength(3)
    expect(members).toHaveLength(3)
    const others = names.filter((name) => !replicas.includes(name) && !members.includes(name))
    expect(others.sort()).toEqual(['certificates', 'grafana', 'load-balancer', 'prometheus'])
  })

  it('gives replicas flags that exist, with values that are read', () => {
    for (const name of replicas) {
      const flags = readFlags(services[name]?.command ?? [], flagTable)
      expect(flags.list('etcd-servers')).toEqual(members.map((one) => `https://${one}:2379`))
      expect(flags.list('enable-admission-plugins')).toContain('NodeRestriction')
      expect(flags.milliseconds('shutdown-delay-duration')).toBeGreaterThan(2_000)
    }
  })

  it('limits callers without credentials to health', () => {
    const file = parse(readFileSync(`${deployFolder}/compose/authentication.yaml`, 'utf8'))
    expect(file.anonymous.conditions.map(({ path }: { path: string }) => path)).toEqual([
      '/livez',
      '/readyz',
      '/healthz',
    ])
  })

  it('takes every capability away and keeps root file systems read-only', () => {
    for (const name of names) {
      expect(services[name]?.cap_drop, name).toEqual(['ALL'])
      expect(services[name]?.read_only, name).toBe(true)
    }
  })

  it('mounts only files that exist and volumes that are declared', () => {
    for (const name of names) {
      for (const volume of services[name]?.volumes ?? []) {
        const source = typeof volume === 'string' ? (volume.split(':')[0] as string) : volume.source
        if (!source.startsWith('.')) expect(Object.keys(volumes), name).toContain(source)
        else expect(existsSync(resolve(deployFolder, 'compose', source)), source).toBe(true)
      }
    }
  })

  it('scrapes every replica and every member', () => {
    const { scrape_configs: jobs } = parse(
      readFileSync(`${deployFolder}/observability/prometheus.yaml`, 'utf8'),
    )
    const targets = (job: string) =>
      jobs.find((one: { job_name: string }) => one.job_name === job).static_configs[0].targets
    expect(targets('binnacle')).toEqual(replicas.map((name) => `${name}:6443`))
    expect(targets('etcd')).toEqual(members.map((name) => `${name}:2381`))
  })
})

describe.skipIf(!engineOrSkip('the compose file under Docker Compose'))('Docker Compose', () => {
  it('accepts the file', ({ skip }) => {
    if (run('docker', ['compose', 'version']).code !== 0) skip('docker has no compose here')
    const said = run('docker', [
      'compose',
      '-f',
      `${deployFolder}/compose/compose.yaml`,
      'config',
      '-q',
    ])
    expect(said).toMatchObject({ code: 0 })
  })

  it('builds the image on a base that is here, and the image answers for its health', ({
    skip,
  }) => {
    const base = process.env.BINNACLE_TEST_BASE
    if (base === undefined) skip('BINNACLE_TEST_BASE names no base image')
    const built = run(`${deployFolder}/image/build.sh`, [], { BASE: base, TAG: 'binnacle:test' })
    expect(built.err, built.err).not.toMatch(/ERROR/)
    expect(built.code).toBe(0)
    const facts = JSON.parse(run('docker', ['image', 'inspect', 'binnacle:test']).out)[0].Config
    expect(facts.User).toBe('65532:65532')
    expect(facts.Healthcheck.Test).toContain('/opt/binnacle/deploy/image/healthy.ts')
  })
})
