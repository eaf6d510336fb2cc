// in: arguments → out: one campaign of faults, its report in a folder, and an exit code.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { toolOrSkip } from '../deploy/tools.ts'
import { campaign } from './campaign.ts'
import { type Cluster, startCluster } from './cluster/cluster.ts'
import { whyNoNamespaces } from './cluster/network.ts'
import { allFaults } from './failpoint/faults.ts'
import { reportText, rollingText, violationsOf } from './report/report.ts'
import { rollingRestart } from './rolling.ts'

const usage = `npm run robustness -- [--faults 50] [--seed N] [--only TEXT] [--pause 60] [--report DIR] [--list]
npm run robustness -- --rolling [--rate 500] [--watches 1000]
  restarts all replicas, one after another, under load
  --faults  how many, one after another
  --only    those whose name contains it
  --pause   milliseconds between two requests of each writer
  --report  where report.txt, outcome.json and the logs go; kept when a rule was broken
`

const text = { type: 'string' } as const
const { values } = parseArgs({
  options: {
    faults: text,
    seed: text,
    only: text,
    pause: text,
    report: text,
    list: { type: 'boolean' },
    rolling: { type: 'boolean' },
    rate: text,
    watches: text,
    help: { type: 'boolean' },
  },
})

if (values.help) {
  process.stdout.write(usage)
} else if (values.list) {
  process.stdout.write(`${allFaults.map(({ name }) => name).join('\n')}\n`)
} else {
  process.exitCode = await run()
}

async function run(): Promise<number> {
  const haproxy = toolOrSkip('haproxy', 'robustness')
  if (haproxy === undefined) return 2
  const noNamespaces = whyNoNamespaces()
  if (noNamespaces !== undefined) say(`SKIPPED: cuts and full disks: ${noNamespaces}`)
  const folder = values.report ?? mkdtempSync(join(tmpdir(), 'binnacle-robustness-'))
  mkdirSync(folder, { recursive: true })
  const cluster = await startCluster({ folder, haproxy, namespaces: noNamespaces === undefined })
  if (cluster.clock === undefined) say('SKIPPED: clock steps: there is no libfaketime')
  const kinds = allFaults.filter(
    ({ name, needs }) =>
      name.includes(values.only ?? '') &&
      (needs !== 'namespaces' || noNamespaces === undefined) &&
      (needs !== 'clock' || cluster.clock !== undefined),
  )
  const seed = Number(values.seed ?? Date.now() % 1_000_000)
  say(`seed ${seed}, in ${folder}`)
  const leave = async (): Promise<never> => {
    await cluster.remove()
    process.exit(130)
  }
  process.once('SIGINT', leave)
  process.once('SIGTERM', leave)
  try {
    if (values.rolling) return await roll(cluster, seed)
    const wishes = { seed, kinds, pauseMs: Number(values.pause ?? 60), say }
    const outcome = await campaign(cluster, { ...wishes, faults: Number(values.faults ?? 50) })
    writeFileSync(join(folder, 'report.txt'), reportText(outcome))
    writeFileSync(join(folder, 'outcome.json'), JSON.stringify(outcome, undefined, 1))
    process.stdout.write(reportText(outcome))
    await cluster.remove()
    if (violationsOf(outcome) > 0) return 1
    if (values.report === undefined) rmSync(folder, { recursive: true, force: true })
    return 0
  } catch (error) {
    await cluster.remove()
    throw error
  }
}

async function roll(cluster: Cluster, seed: number): Promise<number> {
  const requestsPerSecond = Number(values.rate ?? 500)
  const watches = Number(values.watches ?? 1_000)
  const outcome = await rollingRestart(cluster, { seed, requestsPerSecond, watches, say })
  process.stdout.write(rollingText(outcome))
  await cluster.remove()
  return violationsOf(outcome) > 0 ? 1 : 0
}

function say(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`)
}
