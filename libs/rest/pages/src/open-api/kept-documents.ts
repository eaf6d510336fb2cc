// in: a whole document, when it is made → out: the same bytes after the next start. Never: a document of
// other code or other definitions.
import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { getCompileCacheDir } from 'node:module'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { buildId } from '@binnacle/bundle'
import { checkPacked, packedBody, type PackedFile, writePacked } from './packed-file.ts'
import type { Rest } from './pauses.ts'
import type { WholeBody } from './whole-document.ts'
import type { WholeForm } from './whole-entry.ts'

const filesMax = 8
/** A file system tells times a few ms apart by one: who writes there next must be seen to have. */
const writtenBeforeMs = 60_000

/** Beside the code that Node keeps; none for code that may change under the same name. */
export function keptDocuments(): KeptDocuments | undefined {
  const folder = getCompileCacheDir()
  if (folder === undefined || buildId === undefined) return undefined
  return new KeptDocuments(join(folder, 'openapi'), buildId)
}

/**
 * A thousand definitions cost seconds of processor time to describe, and are mostly the same at the
 * next start. Whatever goes wrong with a file, the document is made anew.
 */
export class KeptDocuments {
  readonly #folder: string
  readonly #madeBy: string
  /** What was read through, by path, and how the file looked then: others may write there. */
  readonly #trusted = new Map<string, { readonly file: PackedFile; readonly mark: string }>()

  /** `madeBy` names the code: what it wrote is read by nothing else. */
  constructor(folder: string, madeBy: string) {
    this.#folder = folder
    this.#madeBy = madeBy
  }

  /**
   * Reads it through, that it may be trusted, and counts it as used. `hash` tells all that the
   * document depends on. false: there is none.
   */
  async check(hash: string, form: WholeForm, rest: Rest): Promise<boolean> {
    const file = await this.#trustedFile(hash, form, rest)
    if (file === undefined) return false
    try {
      // Used now; written when it was: other replicas trust it, too.
      const { mtimeMs } = await stat(file.path)
      await utimes(file.path, new Date(), new Date(Math.trunc(mtimeMs)))
      return true
    } catch {
      return false
    }
  }

  async read(hash: string, form: WholeForm): Promise<WholeBody | undefined> {
    const file = await this.#trustedFile(hash, form, setImmediate)
    return file && packedBody(file)
  }

  /** false: it is not kept. */
  async write(hash: string, form: WholeForm, body: WholeBody, rest: Rest): Promise<boolean> {
    const path = this.#path(hash, form)
    const unfinished = `${path}.${process.pid}`
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      const written = await writePacked(unfinished, body, rest)
      const before = new Date(Math.trunc(Date.now() - writtenBeforeMs))
      await utimes(unfinished, new Date(), before)
      await rename(unfinished, path)
      await this.#trust({ ...written, path })
      await this.#forgetOldest()
      return true
    } catch {
      // A full disk, a folder that may not be written: the next start is slower, nothing else.
      await rm(unfinished, { force: true }).catch(() => undefined)
      return false
    }
  }

  async #trustedFile(hash: string, form: WholeForm, rest: Rest): Promise<PackedFile | undefined> {
    const path = this.#path(hash, form)
    try {
      const known = this.#trusted.get(path)
      if (known && known.mark === (await markOf(path))) return known.file
      const file = await checkPacked(path, rest)
      if (file) await this.#trust(file)
      return file
    } catch {
      // There is none, or it cannot be read.
      return undefined
    }
  }

  async #trust(file: PackedFile): Promise<void> {
    this.#trusted.set(file.path, { file, mark: await markOf(file.path) })
  }

  #path(hash: string, form: WholeForm): string {
    const name = createHash('sha256').update(`${this.#madeBy} ${hash}`).digest('hex')
    return join(this.#folder, `${name}.${form}.gz`)
  }

  async #forgetOldest(): Promise<void> {
    const paths = (await readdir(this.#folder)).map((name) => join(this.#folder, name))
    const files = await Promise.all(
      paths.map(async (path) => ({ path, usedMs: (await stat(path)).atimeMs })),
    )
    files.sort((a, b) => b.usedMs - a.usedMs)
    for (const { path } of files.slice(filesMax)) await rm(path, { force: true })
  }
}

async function markOf(path: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(path)
  return `${ino} ${size} ${Math.trunc(mtimeMs)}`
}
