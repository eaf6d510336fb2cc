// A cluster's data saved while it runs, and restored into a new data folder.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCluster, type TestCluster } from '../harness/cluster.ts'
import { freePorts } from '../harness/free-ports.ts'
import { kubectl, clientBinary } from '../harness/kubectl.ts'
import { runBeside } from './tools.ts'

const program = fileURLToPath(new URL('../../apps/binnacle/src/main.ts', import.meta.url))
const binnacle = (...args: string[]) => runBeside(process.execPath, [program, ...args])

describe('a snapshot', () => {
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-snapshot-'))
  const file = join(folder, 'saved.db')
  const restored = join(folder, 'restored')
  let cluster: TestCluster
  beforeAll(async () => {
    cluster = await startCluster({ replicas: 1 })
  })
  afterAll(async () => {
    await binnacle('stop', `--data-dir=${restored}`)
    await cluster?.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is saved while the cluster runs, for its owner alone', async () => {
    const made = await kubectl(cluster, ['create', 'configmap', 'kept', '--from-literal=a=b'])
    expect(made.code).toBe(0)
    const saved = await binnacle('snapshot', 'save', file, `--data-dir=${cluster.folder}`)
    expect(saved, saved.err).toMatchObject({ code: 0 })
    expect(saved.out).toContain('checksum good')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(existsSync(`${file}.half`)).toBe(false)
  })

  it('is never written over', async () => {
    const again = await binnacle('snapshot', 'save', file, `--data-dir=${cluster.folder}`)
    expect(again).toMatchObject({ code: 1 })
    expect(again.err).toContain('is there already')
  })

  it('tells of itself', async () => {
    const { out, err } = await binnacle('snapshot', 'status', file)
    expect(Number(/revision +(\d+)/.exec(out)?.[1]), err).toBeGreaterThan(10)
    expect(out).toContain('checksum  good')
  })

  it('is refused when a bit of it is another, or a piece is missing', async () => {
    const bytes = readFileSync(file)
    bytes[5000] = (bytes[5000] ?? 0) ^ 1
    for (const [name, content] of [
      ['flipped', bytes],
      ['short', readFileSync(file).subarray(0, -32)],
    ] as const) {
      const path = join(folder, name)
      writeFileSync(path, content)
      for (const action of ['status', 'restore']) {
        const said = await binnacle('snapshot', action, path, `--data-dir=${join(folder, 'no')}`)
        expect(said).toMatchObject({ code: 1 })
        expect(said.err).toContain('its checksum is another')
      }
    }
    expect(existsSync(join(folder, 'no'))).toBe(false)
  })

  it('is not restored over a cluster that runs', async () => {
    const said = await binnacle('snapshot', 'restore', file, `--data-dir=${cluster.folder}`)
    expect(said).toMatchObject({ code: 1 })
    expect(said.err).toContain('a cluster runs on')
  })

  it('brings back every object, and later revisions than anybody has seen', async () => {
    const done = await binnacle('snapshot', 'restore', file, `--data-dir=${restored}`)
    expect(done, done.err).toMatchObject({ code: 0 })
    const port = await freePorts(2)
    const flags = [`--data-dir=${restored}`, `--port=${port}`, '--replicas=1']
    const up = await binnacle('up', '--detach', ...flags)
    expect(up, up.err).toMatchObject({ code: 0 })
    const client = (...args: string[]) =>
      runBeside(clientBinary('kubectl'), args, { KUBECONFIG: join(restored, 'kubeconfig') })
    const value = ['-o', 'jsonpath={.data.a} {.metadata.resourceVersion}']
    const [text, version] = (await client('get', 'configmap', 'kept', ...value)).out.split(' ')
    expect(text).toBe('b')
    const created = ['create', 'configmap', 'newer', '-o', 'jsonpath={.metadata.resourceVersion}']
    expect(Number((await client(...created)).out)).toBeGreaterThan(1_000_000_000)
    const path = `/api/v1/configmaps?watch=true&resourceVersion=${version}&timeoutSeconds=5`
    expect((await client('get', '--raw', path)).out).toContain('too old resource version')
  })
})
