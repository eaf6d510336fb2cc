// in: a cluster and areas → out: how many steps of each area went as recorded.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compactEtcd } from '../harness/compact.ts'
import { type TestCluster, token } from '../harness/cluster.ts'

/** Recordings are not part of the project: they lie beside it where there are any. */
const folder = fileURLToPath(new URL('../../../shared/conformance', import.meta.url))

export const recordingsThere = existsSync(join(folder, 'replay.py'))

export interface Figure {
  readonly passed: number
  readonly of: number
}

export type Figures = Record<string, Figure>

/** Flags under which the conversations were recorded. */
export const recordedFlags = ['--no-controllers', '--service-cluster-ip-range=10.96.0.0/16']

export async function replay(
  cluster: TestCluster,
  only: string,
  hear: (text: string) => void,
): Promise<Figures> {
  await compactEtcd(cluster)
  const scratch = mkdtempSync(join(tmpdir(), 'binnacle-replay-'))
  const results = join(scratch, 'results.json')
  try {
    await run(
      [
        join(folder, 'replay.py'),
        // One replica, as in the recordings: what roles allow reaches the others a moment later.
        `--server=${cluster.replicas[0]}`,
        `--token=${token}`,
        `--only=${only}`,
        `--json=${results}`,
      ],
      hear,
    )
    return figuresOf(JSON.parse(readFileSync(results, 'utf8')))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

interface Step {
  readonly area: string
  readonly ok: boolean
}

function figuresOf(steps: readonly Step[]): Figures {
  const figures: Record<string, { passed: number; of: number }> = {}
  for (const { area, ok } of steps) {
    figures[area] ??= { passed: 0, of: 0 }
    figures[area].of++
    if (ok) figures[area].passed++
  }
  return figures
}

function run(args: readonly string[], hear: (text: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('python3', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.on('data', (chunk) => hear(String(chunk)))
    child.stderr.on('data', (chunk) => hear(String(chunk)))
    child.on('error', reject)
    child.on('exit', () => resolve())
  })
}
