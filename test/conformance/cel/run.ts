// in: --from FOLDER of cel-spec's tests/simple/testdata → out: how many of them our CEL agrees with,
// file by file, and those it does not.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { judgeFile } from './spec.ts'

const { values } = parseArgs({ options: { from: { type: 'string' } } })
if (values.from === undefined) throw new Error('--from=FOLDER says where the tests lie')
const total = { same: 0, differs: 0, skipped: 0 }
const reasons = new Map<string, number>()
for (const file of readdirSync(values.from).filter((each) => each.endsWith('.textproto'))) {
  const counts = { same: 0, differs: 0, skipped: 0 }
  for (const { name, expression, verdict } of judgeFile(
    readFileSync(join(values.from, file), 'utf8'),
  )) {
    counts[verdict.kind]++
    total[verdict.kind]++
    if (verdict.kind === 'skipped') reasons.set(verdict.why, (reasons.get(verdict.why) ?? 0) + 1)
    if (verdict.kind !== 'differs') continue
    console.log(`${name}: ${expression}\n  wanted ${verdict.wanted}, got ${verdict.got}`)
  }
  console.log(`${file}: ${JSON.stringify(counts)}`)
}
console.log(`all: ${JSON.stringify(total)}; skipped: ${JSON.stringify([...reasons])}`)
