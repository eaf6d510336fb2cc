// in: a path that a flag names → out: the text of the file. Never: a stack for who misspelt it.
import { readFileSync } from 'node:fs'
import { UsageError } from '@binnacle/flags'

export function readText(flag: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new UsageError(`--${flag}: cannot read ${path} (${why})`)
  }
}
