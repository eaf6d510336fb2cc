// in: records → out: lines in a file that is turned over by size. Never: a request that waits for a disk.
import { open, readdir, rename, stat, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { Dict } from '@binnacle/meta'
import type { AuditSink } from './audit-sink.ts'

export interface AuditLogSettings {
  /** `-` is the standard output. */
  readonly path: string
  /** MB after which a new file begins; 0: 100. */
  readonly maxSize: number
  /** Old files that stay; 0: all. */
  readonly maxBackup: number
  /** Days that old files stay; 0: for ever. */
  readonly maxAge: number
}

/** Records that wait for the disk; what is beyond is dropped and counted. */
const waitingMax = 20_000
const bytesPerWrite = 1 << 20

export function createAuditLog(
  settings: AuditLogSettings,
  onTrouble: (message: string) => void,
): AuditSink {
  return new AuditLog(settings, onTrouble)
}

class AuditLog implements AuditSink {
  dropped = 0
  readonly #settings: AuditLogSettings
  readonly #onTrouble: (message: string) => void
  readonly #waiting: string[] = []
  readonly #sizeMax: number
  #working: Promise<void> | undefined
  #handle: FileHandle | undefined
  #size = 0

  constructor(settings: AuditLogSettings, onTrouble: (message: string) => void) {
    this.#settings = settings
    this.#onTrouble = onTrouble
    this.#sizeMax = (settings.maxSize || 100) * 1024 * 1024
  }

  put(event: Dict): void {
    if (this.#waiting.length >= waitingMax) {
      this.dropped++
      return
    }
    this.#waiting.push(`${JSON.stringify(event)}\n`)
    this.#working ??= this.#work()
  }

  async close(): Promise<void> {
    await this.#working
    await this.#handle?.close()
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      let text = ''
      let count = 0
      while (count < this.#waiting.length && text.length < bytesPerWrite) {
        text += this.#waiting[count++]
      }
      try {
        await this.#write(text)
      } catch (error) {
        this.dropped += count
        this.#onTrouble(`audit log: ${count} records are lost: ${(error as Error).message}`)
      }
      this.#waiting.splice(0, count)
    }
    this.#working = undefined
  }

  async #write(text: string): Promise<void> {
    const { path } = this.#settings
    if (path === '-') {
      await new Promise((resolve) => process.stdout.write(text, resolve))
      return
    }
    const bytes = Buffer.from(text)
    if (this.#handle && this.#size + bytes.length > this.#sizeMax) await this.#turnOver()
    if (!this.#handle) {
      this.#handle = await open(path, 'a', 0o600)
      this.#size = (await this.#handle.stat()).size
    }
    await this.#handle.appendFile(bytes)
    this.#size += bytes.length
  }

  async #turnOver(): Promise<void> {
    await this.#handle?.close()
    this.#handle = undefined
    const { path } = this.#settings
    const extension = extname(path)
    const stem = basename(path, extension)
    const time = new Date().toISOString().replaceAll(':', '-').replace('Z', '')
    await rename(path, join(dirname(path), `${stem}-${time}${extension}`))
    await prune(this.#settings, stem, extension)
  }
}

async function prune(settings: AuditLogSettings, stem: string, extension: string): Promise<void> {
  const folder = dirname(settings.path)
  const old = (await readdir(folder))
    .filter((name) => name.startsWith(`${stem}-`) && name.endsWith(extension))
    .sort()
    .reverse()
  const oldestMs = settings.maxAge > 0 ? Date.now() - settings.maxAge * 86_400_000 : 0
  for (const [at, name] of old.entries()) {
    const file = join(folder, name)
    const isMany = settings.maxBackup > 0 && at >= settings.maxBackup
    if (isMany || (await stat(file)).mtimeMs < oldestMs) await unlink(file)
  }
}
