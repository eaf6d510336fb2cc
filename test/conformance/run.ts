// in: an area and --raise → out: the figures of a replay against a fresh cluster.
import { startCluster } from '../harness/cluster.ts'
import { belowFloor, raiseFloor } from './floor.ts'
import { recordedFlags, recordingsThere, replay } from './replay.ts'

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

const args = process.argv.slice(2)
const area = args.find((arg) => !arg.startsWith('-'))

if (!recordingsThere) {
  console.log('no recorded conversations lie in ../shared/conformance: nothing to replay')
} else {
  const cluster = await startCluster({ flags: recordedFlags })
  try {
    const only = area === undefined ? '*' : `${area}-*`
    const figures = await replay(cluster, only, (text) => process.stdout.write(text))
    for (const line of belowFloor(figures)) {
      console.log(line)
      process.exitCode = 1
    }
    if (args.includes('--raise')) raiseFloor(figures)
  } finally {
    await cluster.remove()
  }
}
