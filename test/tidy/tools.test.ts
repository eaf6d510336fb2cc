// Types fit, and lint finds no more than it did.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { root } from './sources.ts'

const run = (tool: string, ...args: string[]) =>
  spawnSync(`${root}/node_modules/.bin/${tool}`, args, { cwd: root, encoding: 'utf8' })

const ratchets: Record<string, number> = JSON.parse(
  readFileSync(new URL('./ratchets.json', import.meta.url), 'utf8'),
)

describe('the tools', { timeout: 120_000 }, () => {
  it('find the types right', () => {
    const { status, stdout } = run('tsc', '-p', 'tsconfig.base.json')
    expect(stdout).toBe('')
    expect(status).toBe(0)
  })

  it('find no more in style and format than before', () => {
    const { stderr, stdout } = run('biome', 'check', '--max-diagnostics=20')
    const found = Number(/Found (\d+) errors?/.exec(`${stdout}${stderr}`)?.[1] ?? 0)
    expect(found, `${stdout}${stderr}`).toBeLessThanOrEqual(ratchets.lint ?? 0)
  })
})
