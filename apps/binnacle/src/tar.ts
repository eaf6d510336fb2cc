// in: a tar archive and a path → out: the bytes of that file. Never: files written where a path says.

const block = 512

export function fileInTar(archive: Uint8Array, path: string): Uint8Array | undefined {
  const text = (at: number, length: number) =>
    Buffer.from(archive.buffer, archive.byteOffset + at, length)
      .toString('latin1')
      .replace(/\0.*$/s, '')
  for (let at = 0; at + block <= archive.byteLength; ) {
    const name = text(at, 100)
    if (name === '') return undefined
    const size = Number.parseInt(text(at + 124, 12).trim(), 8)
    if (!Number.isSafeInteger(size)) return undefined
    if (name === path) return archive.subarray(at + block, at + block + size)
    at += block + Math.ceil(size / block) * block
  }
  return undefined
}
