// in: arguments → out: the command `binnacle` done, and an exit code.
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '@binnacle/flags'
import { readCommandLine } from './command-line.ts'
import type { Told } from './detach.ts'

const tell = (told: Told) => {
  if (process.connected) process.send?.(told)
}
/** Where lines go: to the terminal; from the background first to the process in front, then to a file. */
let write = (line: string) => {
  process.stdout.write(`${line}\n`)
}
const say = (line: string) => {
  if (process.connected) tell({ say: line })
  else write(line)
}

// A reader that goes away (`| head`) is no reason to end a cluster.
for (const out of [process.stdout, process.stderr]) out.on('error', () => undefined)

async function main(args: string[]): Promise<void> {
  const wishes = readCommandLine(args)
  if (wishes.command === 'help') {
    const { helpText } = await import('./help.ts')
    say(helpText())
  } else if (wishes.command === 'stop') {
    const { stop } = await import('./stop.ts')
    say(await stop(wishes.dataDir))
  } else if (wishes.command === 'status') {
    const { status } = await import('./status.ts')
    const report = await status(wishes.dataDir)
    for (const line of report.lines) say(line)
    process.exitCode = report.well ? 0 : 1
  } else if (wishes.snapshot !== undefined) {
    const { snapshot } = await import('./snapshot.ts')
    for (const line of await snapshot(wishes, wishes.snapshot, say)) say(line)
  } else if (wishes.detach) {
    const { detach } = await import('./detach.ts')
    process.exitCode = await detach(args, say)
  } else {
    await runUp(wishes)
  }
}

async function runUp(wishes: ReturnType<typeof readCommandLine>): Promise<void> {
  const { up } = await import('./up.ts')
  const starting = up(wishes, say)
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    const running = await starting
    if (!process.connected) write('stopping')
    await running.stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  await starting
  if (process.connected) {
    write = (line) => {
      const file = join(wishes.dataDir, 'logs', 'cluster.log')
      appendFileSync(file, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 })
    }
    tell({ over: true })
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const known = error instanceof UsageError
  const words = known ? error.message : ((error as Error).stack ?? String(error))
  if (process.connected) tell({ failed: words })
  else process.stderr.write(`binnacle: ${words}\n`)
  process.exit(1)
})
