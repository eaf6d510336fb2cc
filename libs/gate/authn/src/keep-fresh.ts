// in: a file and what to do with its text → out: nothing; does it at once and on each change. Never: meaning.
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

/** A changed file counts within this time. */
const everyMs = 1000

export interface Freshness {
  /** The first reading throws; later ones that fail keep what was and say so. */
  watch(path: string, apply: (text: string) => void): void
  close(): void
}

export function createFreshness(onTrouble: (message: string) => void): Freshness {
  const watched: { path: string; text: string; apply: (text: string) => void }[] = []
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    for (const file of watched) {
      try {
        const text = await readFile(file.path, 'utf8')
        if (text === file.text) continue
        file.text = text
        file.apply(text)
      } catch (error) {
        onTrouble(`${file.path} is not taken over: ${(error as Error).message}`)
      }
    }
    timer = setTimeout(look, everyMs).unref()
  }

  return {
    watch(path, apply) {
      const text = readFileSync(path, 'utf8')
      try {
        apply(text)
      } catch (error) {
        throw new Error(`${path}: ${(error as Error).message}`)
      }
      watched.push({ path, text, apply })
      timer ??= setTimeout(look, everyMs).unref()
    },
    close() {
      clearTimeout(timer)
    },
  }
}
