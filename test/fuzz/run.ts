// in: --objects=100000 --seed=1 → out: what a server of its own made of so many mutated objects.
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

const server = await startServer()
try {
  const began = performance.now()
  const report = await fuzz({
    port: server.port,
    objects: numberOf('objects', 3_000),
    seed: numberOf('seed', 1),
    isOver: () => over,
    progress: (done) => process.stderr.write(`${done}\n`),
  })
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  console.log(
    `${report.objects} objects, ${report.requests} requests in ${seconds} s, ${JSON.stringify(report.statuses)}`,
  )
  console.log(`slowest, alone and again: ${report.slowestMs.toFixed(0)} ms`)
  for (const { what, seed, asked, answer } of report.findings.slice(0, 50)) {
    console.log(
      `${what} (seed ${seed}): ${asked.method} ${asked.path}\n  ${asked.body?.slice(0, 2000)}\n  ${answer}`,
    )
  }
  if (report.findings.length > 0) process.exitCode = 1
  console.log(`${report.findings.length} findings`)
} finally {
  await server.stop()
}
