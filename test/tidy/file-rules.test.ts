// The rules of a file hold; where they once did not, it only ever gets better.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rules } from './file-rules.ts'
import { sources } from './sources.ts'

const ratchets: Record<string, number> = JSON.parse(
  readFileSync(new URL('./ratchets.json', import.meta.url), 'utf8'),
)

describe('rules of a file', () => {
  it.each(Object.entries(rules))('%s', (name, rule) => {
    const broken = sources().flatMap((source) =>
      rule(source).map((where) => `${source.path}:${where}`),
    )
    const allowed = ratchets[name] ?? 0
    const why = `${broken.length} places, ${allowed} allowed:\n${broken.join('\n')}`
    expect(broken.length, why).toBeLessThanOrEqual(allowed)
  })
})
