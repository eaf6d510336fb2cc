// in: a whole document, when it is made → out: the same bytes after the next start. Never: a document of
// other code or other definitions.
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { getCompileCacheDir } from 'node:module'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { buildId } from '@binnacle/bundle'
import { packedBody } from './packed-body.ts'
import type { WholeBody } from './whole-document.ts'
import type { WholeForm } from './whole-entry.ts'

const checkBytes = 4
const filesMax = 8

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

  /** `madeBy` names the code: what it wrote is read by nothing else. */
  constructor(folder: string, madeBy: string) {
    this.#folder = folder
    this.#madeBy = madeBy
  }

  /** `hash` tells all that the document depends on. */
  async has(hash: string, form: WholeForm): Promise<boolean> {
    const path = this.#path(hash, form)
    try {
      const now = new Date()
      await utimes(path, now, now)
      return true
    } catch {
      return false
    }
  }

  async read(hash: string, form: WholeForm): Promise<WholeBody | undefined> {
    try {
      const bytes = await readFile(this.#path(hash, form))
      const packed = bytes.subarray(checkBytes)
      return bytes.readUInt32LE(0) === crc32(packed) ? packedBody(packed) : undefined
    } catch {
      return undefined
    }
  }

  async write(hash: string, form: WholeForm, body: WholeBody): Promise<void> {
    const path = this.#path(hash, form)
    const unfinished = `${path}.${process.pid}`
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      const packed = Buffer.concat(await Array.fromAsync(body.gzip()))
      const check = Buffer.alloc(checkBytes)
      check.writeUInt32LE(crc32(packed))
      await writeFile(unfinished, [check, packed], { mode: 0o600 })
      await rename(unfinished, path)
      await this.#forgetOldest()
    } catch {
      // A full disk, a folder that may not be written: the next start is slower, nothing else.
      await rm(unfinished, { force: true }).catch(() => undefined)
    }
  }

  #path(hash: string, form: WholeForm): string {
    const name = createHash('sha256').update(`${this.#madeBy} ${hash}`).digest('hex')
    return join(this.#folder, `${name}.${form}.gz`)
  }

  async #forgetOldest(): Promise<void> {
    const paths = (await readdir(this.#folder)).map((name) => join(this.#folder, name))
    const files = await Promise.all(
      paths.map(async (path) => ({ path, usedMs: (await stat(path)).mtimeMs })),
    )
    files.sort((a, b) => b.usedMs - a.usedMs)
    for (const { path } of files.slice(filesMax)) await rm(path, { force: true })
  }
}
