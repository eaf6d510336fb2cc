import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder } from './manifest.ts'

// A small project with the same programs: what is installed here must not change under tests.
let project: string
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(project, path)), { recursive: true })
  writeFileSync(join(project, path), text)
}
const run = (path: string, ...args: string[]) =>
  execFileSync(process.execPath, [join(project, path), ...args], { encoding: 'utf8' })
const build = () => run('libs/base/bundle/src/build.ts')

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'binnacle-kept-'))
  cpSync(import.meta.dirname, join(project, 'libs/base/bundle/src'), { recursive: true })
  mkdirSync(join(project, 'node_modules'))
  for (const name of ['rolldown', '@rolldown', '@oxc-project']) {
    symlinkSync(join(projectFolder, 'node_modules', name), join(project, 'node_modules', name))
  }
  write('package.json', '{ "type": "module" }')
  write('node_modules/.package-lock.json', '{}')
  write('apps/binnacle/src/command.ts', `console.log('command')`)
  write('libs/rest/verbs/src/apart/work.ts', `console.log('work')`)
  write('apps/apiserver/src/said.txt', 'beside its source')
  write(
    'apps/apiserver/src/run.ts',
    `import { readFileSync } from 'node:fs'
     import { word } from './word.ts'
     const said: string = readFileSync(new URL('./said.txt', import.meta.url), 'utf8')
     const made = import.meta.buildId === undefined ? 'source' : 'named'
     console.log(new Error().stack?.includes('.cache') ? 'kept' : 'run', made, word, said)`,
  )
  write('apps/apiserver/src/word.ts', `export const word = 'one'`)
  write(
    'main.ts',
    `import { importKept } from './libs/base/bundle/src/index.ts'
     if (!(await importKept('apiserver'))) await import('./apps/apiserver/src/run.ts')`,
  )
})
afterAll(() => rmSync(project, { recursive: true, force: true }))

test('a program runs from its bundle while the sources are the same, and reads beside them', () => {
  expect(run('main.ts')).toBe('run source one beside its source\n')
  build()
  expect(run('main.ts')).toBe('kept named one beside its source\n')
  write('apps/apiserver/src/word.ts', `export const word = 'two'`)
  expect(run('main.ts')).toBe('run source two beside its source\n')
  build()
  expect(run('main.ts')).toBe('kept named two beside its source\n')
  write('node_modules/.package-lock.json', '{ "other": "packages" }')
  expect(run('main.ts')).toBe('run source two beside its source\n')
})

test('without a bundler an installation goes on', () => {
  rmSync(join(project, 'node_modules/rolldown'))
  expect(build()).toBe('')
  expect(run('main.ts')).toBe('run source two beside its source\n')
})
