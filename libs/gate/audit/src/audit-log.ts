// in: records → out: lines in a file that is turned over by size. Never: a request that waits for a disk.
import { open, readdir, rename, stat, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
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
  const waiting: string[] = []
  const sizeMax = (settings.maxSize || 100) * 1024 * 1024
  let dropped = 0
  let working: Promise<void> | undefined
  let handle: FileHandle | undefined
  let size = 0

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      let text = ''
      let count = 0
      while (count < waiting.length && text.length < bytesPerWrite) text += waiting[count++]
      try {
        await write(text)
        waiting.splice(0, count)
      } catch (error) {
        dropped += count
        waiting.splice(0, count)
        onTrouble(`audit log: ${count} records are lost: ${(error as Error).message}`)
      }
    }
    working = undefined
  }

  async function write(text: string): Promise<void> {
    if (settings.path === '-') {
      await new Promise((resolve) => process.stdout.write(text, resolve))
      return
    }
    const bytes = Buffer.from(text)
    if (handle && size + bytes.length > sizeMax) await turnOver()
    if (!handle) {
      handle = await open(settings.path, 'a', 0o600)
      size = (await handle.stat()).size
    }
    await handle.appendFile(bytes)
    size += bytes.length
  }

  async function turnOver(): Promise<void> {
    await handle?.close()
    handle = undefined
    const { path } = settings
    const extension = extname(path)
    const stem = basename(path, extension)
    const time = new Date().toISOString().replaceAll(':', '-').replace('Z', '')
    await rename(path, join(dirname(path), `${stem}-${time}${extension}`))
    await prune(settings, stem, extension)
  }

  return {
    put(event) {
      if (waiting.length >= waitingMax) {
        dropped++
        return
      }
      waiting.push(`${JSON.stringify(event)}\n`)
      working ??= work()
    },
    get dropped() {
      return dropped
    },
    async close() {
      await working
      await handle?.close()
    },
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
