// in: arguments → out: a running API server until a signal ends it.
import { writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { UsageError } from '@binnacle/flags'
import { createLogger } from '@binnacle/telemetry'
import { compose } from './compose.ts'
import { readConfig } from './config.ts'
import { answerAtOnce } from './flags/answer-at-once.ts'
import { plainReason } from './plain-reason.ts'

const flushAfterMs = 2_000

try {
  const args = process.argv.slice(2)
  const said = answerAtOnce(args)
  if (said !== undefined) {
    writeSync(process.stdout.fd, `${said}\n`)
    process.exit(0)
  }
  const config = readConfig(args)
  const { replicaPort } = config.serving
  const name = replicaPort === 0 ? 'apiserver' : `apiserver-${replicaPort}`
  const log = createLogger({ verbosity: config.verbosity, name })
  for (const note of config.notes) log.warn(note)
  const replica = await compose(config, log)
  log.info({ addresses: replica.server.addresses }, 'serving')
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    await replica.stop()
    log.info('stopped')
    process.exit(0)
  }
  // Started by a cluster: tell it, and do not outlive it.
  process.send?.({ ready: true })
  // The next start is fast even when this one does not end by itself.
  setTimeout(flushCompileCache, flushAfterMs).unref()
  process.on('disconnect', () => stop('parent gone'))
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('uncaughtException', (error) => {
    // The state is unknown from here on: finish what runs elsewhere, and let the supervisor start afresh.
    log.fatal({ err: error }, 'a defect ends this replica')
    process.exit(1)
  })
} catch (error) {
  const reason = error instanceof UsageError ? error.message : plainReason(error)
  process.stderr.write(`apiserver: ${reason}\n`)
  process.exit(1)
}
