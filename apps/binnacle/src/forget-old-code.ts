// in: the folder where Node keeps compiled code → out: it without what was made long ago.
// Never: a failure.
import { opendir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const keptMs = 30 * 24 * 3600 * 1000

/**
 * Every bundle and every changed source leaves its own file, which nobody else takes away. What is
 * still of use is made again at the next start.
 */
export async function forgetOldCode(folder: string): Promise<void> {
  const bornMs = Date.now() - keptMs
  try {
    for await (const entry of await opendir(folder, { recursive: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile() && (await stat(path)).mtimeMs < bornMs) await rm(path, { force: true })
    }
  } catch {
    // Gone meanwhile, or not ours to read: it stays as it is.
  }
}
