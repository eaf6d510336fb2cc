// in: a file → out: whether it is a database of etcd with the checksum of its content at its end.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'

const checksumBytes = 32
/** The database is written in whole blocks: what is over is the checksum. */
const blockBytes = 512

export async function isWholeSnapshot(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const contentBytes = size - checksumBytes
    if (contentBytes <= 0 || contentBytes % blockBytes !== 0) return false
    const { buffer } = await file.read(Buffer.alloc(checksumBytes), 0, checksumBytes, contentBytes)
    const sum = createHash('sha256')
    for await (const piece of createReadStream(path, { end: contentBytes - 1 })) sum.update(piece)
    return sum.digest().equals(buffer)
  } finally {
    await file.close()
  }
}
