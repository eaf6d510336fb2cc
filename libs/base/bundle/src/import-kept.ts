// in: a program's name → out: whether it ran from the kept bundle. Never: one of other sources.
import { pathToFileURL } from 'node:url'
import { entryPath, isFresh } from './manifest.ts'

/**
 * A thousand small files cost Node 0.6 s and 60 MB to find, read and link; the same as one file a
 * quarter of that. False, and nothing has run, where there is no bundle or a source has changed.
 */
export async function importKept(program: string): Promise<boolean> {
  if (!isFresh(program)) return false
  await import(pathToFileURL(entryPath(program)).href)
  return true
}
