// in: --from FOLDER [--check] → out: the generated files of api/catalogue, written or compared.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readUpstream } from './read-upstream.ts'
import { makeResourceRows } from './resource-rows.ts'
import { makeTypeRows } from './type-rows.ts'

const { values } = parseArgs({
  options: { from: { type: 'string' }, check: { type: 'boolean', default: false } },
})
if (!values.from) {
  console.error('usage: npm run generate -- --from FOLDER [--check]')
  process.exit(2)
}

const upstream = readUpstream(values.from, new URL('../facts/', import.meta.url))
const groups = upstream.groups.map(({ name, versions }) => [name, versions])
const files = {
  'resources.json': lines([
    ...[['', ['v1']], ...groups].map((group) => JSON.stringify({ group })),
    ...makeResourceRows(upstream).map((row) => JSON.stringify(row)),
  ]),
  'types.json': table(
    [...makeTypeRows(upstream)].map(
      ([name, row]) => `${JSON.stringify(name)}:${JSON.stringify(row)}`,
    ),
  ),
}

let stale = 0
for (const [name, text] of Object.entries(files)) {
  const file = new URL(`../../../libs/api/catalogue/src/generated/${name}`, import.meta.url)
  if (!values.check) writeFileSync(file, text)
  else if (readFileSync(file, 'utf8') !== text) {
    stale++
    console.error(`${name} is not what generation gives: run npm run generate`)
  }
}
process.exitCode = stale > 0 ? 1 : 0

function lines(rows: readonly string[]): string {
  return `[\n${rows.join(',\n')}\n]\n`
}

function table(rows: readonly string[]): string {
  return `{\n${rows.join(',\n')}\n}\n`
}
