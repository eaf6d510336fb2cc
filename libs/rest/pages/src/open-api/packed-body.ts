// in: the gzip stream of a whole document → out: the document in either coding. Never: a check of it.
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { portionBytes, type WholeBody } from './whole-document.ts'

export function packedBody(packed: Buffer): WholeBody {
  return {
    // As the stream itself tells at its end, for documents under 4 GiB.
    length: packed.readUInt32LE(packed.length - 4),
    gzipLength: packed.length,
    plain: () => Readable.from(portions(packed)).pipe(createGunzip({ chunkSize: portionBytes })),
    gzip: () => portions(packed),
  }
}

function* portions(packed: Buffer): Generator<Buffer> {
  for (let at = 0; at < packed.length; at += portionBytes) {
    yield packed.subarray(at, at + portionBytes)
  }
}
