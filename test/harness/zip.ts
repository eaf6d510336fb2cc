// in: a zip archive and a path → out: the bytes of that file. Never: files written where a path says.
import { inflateRawSync } from 'node:zlib'

const directoryEntry = 0x02014b50
const directoryEnd = 0x06054b50

export function fileInZip(archive: Buffer, path: string): Buffer {
  let end = archive.length - 22
  while (end >= 0 && archive.readUInt32LE(end) !== directoryEnd) end--
  if (end < 0) throw new Error('not a zip archive')
  const entries = archive.readUInt16LE(end + 10)
  let at = archive.readUInt32LE(end + 16)
  for (let i = 0; i < entries && archive.readUInt32LE(at) === directoryEntry; i++) {
    const nameLength = archive.readUInt16LE(at + 28)
    const skip = archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) === path) {
      return readEntry(archive, at)
    }
    at += 46 + nameLength + skip
  }
  throw new Error(`the archive holds no ${path}`)
}

function readEntry(archive: Buffer, at: number): Buffer {
  const deflated = archive.readUInt16LE(at + 10) === 8
  const size = archive.readUInt32LE(at + 20)
  const local = archive.readUInt32LE(at + 42)
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
  const bytes = archive.subarray(start, start + size)
  return deflated ? inflateRawSync(bytes) : Buffer.from(bytes)
}
