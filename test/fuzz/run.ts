// in: --objects=100000 --seed=1, or --cel=1000 → out: what a server of its own made of so many mutated
// objects, or of so many definitions with rules by chance and their objects.
import { fuzzCel } from './cel-fuzz.ts'
import type { Finding } from './fault.ts'
import { fuzz } from './fuzz.ts'
import { startServer } from './server.ts'

let over = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (over) process.exit(1)
    over = true
  })
}

function numberOf(name: string, otherwise: number): number {
  const found = process.argv.find((arg) => arg.startsWith(`--${name}=`))
  return found === undefined ? otherwise : Number(found.slice(name.length + 3))
}

function tell(findings: readonly Finding[]): void {
  for (const { what, seed, asked, answer } of findings.slice(0, 50)) {
    console.log(
      `${what} (seed ${seed}): ${asked.method} ${asked.path}\n  ${asked.body?.slice(0, 2000)}\n  ${answer}`,
    )
  }
  if (findings.length > 0) process.exitCode = 1
  console.log(`${findings.length} findings`)
}

const wishes = {
  seed: numberOf('seed', 1),
  isOver: () => over,
  progress: (done: number) => void process.stderr.write(`${done}\n`),
}
const definitions = numberOf('cel', 0)
const server = await startServer()
try {
  const { port, pid } = server
  const began = performance.now()
  const seconds = () => ((performance.now() - began) / 1000).toFixed(0)
  if (definitions > 0) {
    const report = await fuzzCel({ ...wishes, port, pid, definitions })
    const { taken, requests, statuses, mostMs, findings } = report
    console.log(
      `${report.definitions} definitions, ${taken} of them taken, ${requests} requests in ${seconds()} s, ${JSON.stringify(statuses)}`,
    )
    console.log(`dearest, again, processor time: ${JSON.stringify(mostMs)} ms`)
    tell(findings)
  } else {
    const report = await fuzz({ ...wishes, port, objects: numberOf('objects', 3_000) })
    const { objects, requests, statuses, slowestMs, findings } = report
    console.log(
      `${objects} objects, ${requests} requests in ${seconds()} s, ${JSON.stringify(statuses)}`,
    )
    console.log(`slowest, alone and again: ${slowestMs.toFixed(0)} ms`)
    tell(findings)
  }
} finally {
  await server.stop()
}
