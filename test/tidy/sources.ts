// in: the working tree → out: every source file of ours, read once. Never: generated data.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Source {
  readonly path: string
  readonly text: string
  readonly lines: readonly string[]
  readonly isTest: boolean
}

/** Tracked files and new ones that are not ignored. */
export function filesOfTree(...patterns: string[]): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', ...patterns]
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8' })
  return [...new Set(listed.split('\0').filter((path) => path !== ''))].sort()
}

export function readTree(path: string): string {
  return readFileSync(`${root}/${path}`, 'utf8')
}

let read: readonly Source[] | undefined

export function sources(): readonly Source[] {
  read ??= filesOfTree('apps/*.ts', 'libs/*.ts', 'test/*.ts')
    .filter((path) => !path.includes('/generated/'))
    .flatMap((path) => {
      let text: string
      try {
        text = readTree(path)
      } catch {
        // Deleted, but not yet for git.
        return []
      }
      const isTest = /\.(test|bench|contract)\.ts$/.test(path) || path.startsWith('test/')
      return [{ path, text, lines: text.split('\n'), isTest }]
    })
  return read
}
