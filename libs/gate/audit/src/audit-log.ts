// in: records → out: lines in a file that is turned over by size. Never: a request that waits for a disk.
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Dict } from '@binnacle/meta'
import type { AuditSink } from './audit-sink.ts'
import { legacyLine } from './legacy-line.ts'

export interface AuditLogSettings {
  /** `-` is the standard output. */
  readonly path: string
  /** MB after which a new file begins; 0: never. */
  readonly maxSize: number
  /** Old files that stay; 0: all. */
  readonly maxBackup: number
  /** Days that old files stay; 0: for ever. */
  readonly maxAge: number
  /** Old files are packed with gzip. Default: not. */
  readonly compress?: boolean
  /** Default: json. */
  readonly format?: 'json' | 'legacy'
  /** Records that wait for the disk; what is beyond is dropped and counted. */
  readonly waitingMax?: number
}

const waitingMaxPreset = 20_000
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
  readonly #waitingMax: number
  readonly #lineOf: (event: Dict) => string
  #working: Promise<void> | undefined
  #handle: FileHandle | undefined
  #size = 0

  constructor(settings: AuditLogSettings, onTrouble: (message: string) => void) {
    this.#settings = settings
    this.#onTrouble = onTrouble
    const { maxSize, waitingMax = waitingMaxPreset, format } = settings
    this.#sizeMax = maxSize === 0 ? Number.POSITIVE_INFINITY : maxSize * 1024 * 1024
    this.#waitingMax = waitingMax
    this.#lineOf = format === 'legacy' ? legacyLine : (event) => JSON.stringify(event)
  }

  put(event: Dict): void {
    if (this.#waiting.length >= this.#waitingMax) {
      this.dropped++
      return
    }
    this.#waiting.push(`${this.#lineOf(event)}\n`)
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
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
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
    const old = join(dirname(path), `${stem}-${time}${extension}`)
    await rename(path, old)
    if (this.#settings.compress) await pack(old)
    await prune(this.#settings, stem, extension)
  }
}

async function pack(file: string): Promise<void> {
  await pipeline(
    createReadStream(file),
    createGzip(),
    createWriteStream(`${file}.gz`, { mode: 0o600 }),
  )
  await unlink(file)
}

async function prune(settings: AuditLogSettings, stem: string, extension: string): Promise<void> {
  const folder = dirname(settings.path)
  const old = (await readdir(folder))
    .filter((name) => name.startsWith(`${stem}-`) && name.replace(/\.gz$/, '').endsWith(extension))
    .sort()
    .reverse()
  const oldestMs = settings.maxAge > 0 ? Date.now() - settings.maxAge * 86_400_000 : 0
  for (const [at, name] of old.entries()) {
    const file = join(folder, name)
    const isMany = settings.maxBackup > 0 && at >= settings.maxBackup
    if (isMany || (await stat(file)).mtimeMs < oldestMs) await unlink(file)
  }
}
