// in: arguments → out: the figures of quotas under fire, a line each. Never: a pass or a fail.
import { parseArgs } from 'node:util'
import { findEtcd } from '../../../apps/binnacle/src/etcd-binary.ts'
import { percentile } from './fire.ts'
import { underFire } from './under-fire.ts'

const text = { type: 'string' } as const
const { values } = parseArgs({
  options: { replicas: text, clients: text, operations: text, hard: text, 'kill-every': text },
})
process.env.BINNACLE_ETCD ||= await findEtcd((line) => console.log(line))
const hard = (values.hard ?? '200,300,400,250').split(',').map(Number)
const { report, ...seen } = await underFire({
  replicas: Number(values.replicas ?? 3),
  clients: Number(values.clients ?? 64),
  operations: Number(values.operations ?? 20_000),
  hard,
  killEvery: Number(values['kill-every'] ?? 2_000),
})
const { created, deleted, refusals, lost, seconds, strange } = report
const spread = (list: readonly number[]) =>
  `p50 ${percentile(list, 0.5).toFixed(1)} ms, p99 ${percentile(list, 0.99).toFixed(1)} ms`
console.log(
  `${created} created, ${deleted} deleted, ${refusals.length} refused in ${seconds.toFixed(1)} s`,
)
console.log(`create ${spread(report.createMs)}; delete ${spread(report.deleteMs)}`)
console.log(`${seen.kills} replicas killed, ${lost} requests without an answer`)
console.log(`${seen.revisions} revisions looked at, ${seen.faults.length} faults in them`)
for (const { revision, quota, what } of seen.faults.slice(0, 20))
  console.log(`  ${revision} ${quota} ${what}`)
console.log(`${seen.falseRefusals} refused though there was room`)
for (const [answer, count] of strange) console.log(`${count} times ${answer}`)
for (const { used, real, hard: limit, made } of seen.settled) {
  console.log(`settled: ${used} told, ${real} there, ${limit} allowed, ${made} more made`)
}
process.exit(0)
