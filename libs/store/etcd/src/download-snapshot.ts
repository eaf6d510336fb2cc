// in: a connection → out: the database of its member, piece by piece. Never: more in memory than one piece.
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { Connection, Download } from './connection.ts'
import { WireReader } from './wire.ts'

const path = '/etcdserverpb.Maintenance/Snapshot'

/** Writes the database and its checksum to `out`, as slowly as that takes them. */
export async function downloadSnapshot(
  at: Connection,
  headers: Record<string, string>,
  out: Writable,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let left: number | undefined
  const message = (bytes: Buffer): void => {
    const piece = readPiece(bytes)
    left = piece.left
    if (out.write(piece.blob)) return
    download.hold()
    once(out, 'drain').then(download.goOn, reject)
  }
  const download: Download = at.download(path, Buffer.alloc(0), headers, {
    message,
    end(error) {
      if (error.code !== 0) reject(error)
      else if (left !== 0)
        reject(new Error(`the snapshot ended early, ${left ?? 'all'} bytes left`))
      else resolve()
    },
  })
  await promise
}

function readPiece(bytes: Buffer): { readonly blob: Buffer; readonly left: number } {
  const reader = new WireReader(bytes)
  let blob: Buffer = Buffer.alloc(0)
  let left = 0
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 2) left = reader.number()
    else if (field === 3) blob = reader.bytes()
    else reader.skip()
  }
  return { blob, left }
}
