// Every package from npm is on the list with a reason, and everything on the list is used.
import { describe, expect, it } from 'vitest'
import { importsOf } from './layering.ts'
import { readTree, sources } from './sources.ts'

interface Manifest {
  readonly dependencies: Record<string, string>
  readonly devDependencies: Record<string, string>
}

/** Lines of `name: reason`. */
const listed = readTree('test/tidy/dependencies.txt')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(': '))

describe('dependencies', () => {
  const manifest: Manifest = JSON.parse(readTree('package.json'))
  const installed = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).sort()

  it('N24: are all listed with a reason', () => {
    expect(listed.map(([name]) => name).sort()).toEqual(installed)
    for (const [name, reason] of listed) expect(reason, name).toMatch(/\w/)
  })

  it('are all imported by running code, or run as tools', () => {
    const imported = new Set(
      sources().flatMap((source) => importsOf(source).map(({ from }) => from)),
    )
    const unused = Object.keys(manifest.dependencies).filter(
      (name) =>
        name !== 'node' &&
        ![...imported].some((from) => from === name || from.startsWith(`${name}/`)),
    )
    expect(unused).toEqual([])
  })
})
