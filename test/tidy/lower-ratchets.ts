// in: the tree → out: ratchets.json with what holds now, where that is better. Never: a higher ratchet.
import { readFileSync, writeFileSync } from 'node:fs'
import { rules } from './file-rules.ts'
import { sources } from './sources.ts'

const file = new URL('./ratchets.json', import.meta.url)
const old: Record<string, number> = JSON.parse(readFileSync(file, 'utf8'))

const next = Object.fromEntries(
  Object.entries(rules).flatMap(([name, rule]) => {
    const count = sources().flatMap(rule).length
    const kept = Math.min(count, old[name] ?? Number.POSITIVE_INFINITY)
    return kept === 0 ? [] : [[name, kept] as const]
  }),
)
if (old.lint !== undefined) next.lint = old.lint
writeFileSync(file, `${JSON.stringify(next, undefined, 2)}\n`)
console.log(next)
