// Faults under traffic, a few of them: the long run is a command, see README.md here.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toolOrSkip } from '../deploy/tools.ts'
import { campaign } from './campaign.ts'
import { type Cluster, startCluster } from './cluster/cluster.ts'
import { whyNoNamespaces } from './cluster/network.ts'
import { allFaults } from './failpoint/faults.ts'
import { reportText, violationsOf } from './report/report.ts'

const haproxy = toolOrSkip('haproxy', 'robustness of a cluster under faults')
const noNamespaces = whyNoNamespaces()
if (haproxy !== undefined && noNamespaces !== undefined) {
  process.stderr.write(`SKIPPED: cuts between parts of a cluster: ${noNamespaces}\n`)
}

/** One of each way that things go wrong; one that is over soon. */
const chosen = [
  'kill a replica',
  'kill the leader',
  'cut an etcd member from its peers',
  'pause an etcd member',
  'raise the alarm NOSPACE',
]
const kinds = allFaults.filter(
  ({ name, needs }) => chosen.includes(name) && (needs === undefined || noNamespaces === undefined),
)
const seed = Math.floor(Math.random() * 2 ** 31)

describe.skipIf(haproxy === undefined)('three replicas on three etcd members', () => {
  let cluster: Cluster
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'binnacle-robustness-'))
    const namespaces = noNamespaces === undefined
    cluster = await startCluster({ folder, haproxy: haproxy as string, namespaces })
  })
  afterAll(async () => {
    await cluster?.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  it(`keep every promise under faults (seed ${seed})`, async () => {
    const say = (): void => undefined
    const wishes = { seed, faults: kinds.length, kinds, pauseMs: 100, say }
    const outcome = await campaign(cluster, wishes)
    expect(violationsOf(outcome), reportText(outcome)).toBe(0)
    expect(outcome.operations).toBeGreaterThan(500)
    expect(outcome.events).toBeGreaterThan(500)
  }, 300_000)
})
