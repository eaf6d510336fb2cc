// in: wishes → out: what runs, as lines, and whether all of it is well.
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { readRunning } from './data-folder.ts'
import { reachable } from './up.ts'

const answerWithinMs = 2_000

export interface Report {
  readonly lines: readonly string[]
  readonly well: boolean
}

export async function status(dataDir: string): Promise<Report> {
  const cluster = readRunning(dataDir)
  if (cluster === undefined) return { lines: [`no cluster runs on ${dataDir}`], well: false }
  const ca = readFileSync(join(dataDir, 'pki', 'ca.crt'), 'utf8')
  const host = reachable(cluster.bindAddress)
  const states = await Promise.all(
    cluster.replicaPorts.map(async (port) => ({ port, state: await askReady(host, port, ca) })),
  )
  return {
    lines: [
      `a cluster runs on ${dataDir} (process ${cluster.pid}, since ${cluster.startedAt})`,
      `  API      https://${host}:${cluster.port}`,
      ...states.map(({ port, state }) => `  replica  https://${host}:${port}  ${state}`),
      `  etcd     ${cluster.etcd}`,
    ],
    well: states.every(({ state }) => state === 'ready'),
  }
}

function askReady(host: string, port: number, ca: string): Promise<string> {
  return new Promise((resolve) => {
    const asked = request(
      { host: host.replace(/[[\]]/g, ''), port, ca, path: '/readyz', timeout: answerWithinMs },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode === 200 ? 'ready' : 'not ready')
      },
    )
    asked.on('timeout', () => asked.destroy(new Error('no answer')))
    asked.on('error', (error) => resolve(`not reachable (${error.message})`))
    asked.end()
  })
}
