// in: a cluster → out: its etcd has forgotten all history. gRPC by hand, for it is one call.
import { connect, type ClientHttp2Session } from 'node:http2'
import { connect as connectSocket } from 'node:net'
import { join } from 'node:path'
import { call } from './call.ts'
import type { TestCluster } from './cluster.ts'

export async function compactEtcd(cluster: TestCluster): Promise<void> {
  const newest = await call(cluster, { path: '/api/v1/namespaces' })
  const revision = Number(newest.json.metadata.resourceVersion)
  const session = connect('http://localhost', {
    createConnection: () => connectSocket(join(cluster.folder, 'etcd.sock')),
  })
  try {
    await compact(session, revision)
  } finally {
    session.close()
  }
}

/** CompactionRequest: field 1 the revision, field 2 whether to wait for the work on disk. */
function compact(session: ClientHttp2Session, revision: number): Promise<void> {
  const message = Buffer.from([0x08, ...varint(revision), 0x10, 1])
  const frame = Buffer.alloc(5 + message.length)
  frame.writeUInt32BE(message.length, 1)
  message.copy(frame, 5)
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/etcdserverpb.KV/Compact',
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    let status: unknown
    stream.on('response', (headers) => {
      status = headers['grpc-status']
    })
    stream.on('trailers', (trailers) => {
      status ??= trailers['grpc-status']
    })
    stream.on('error', reject)
    stream.on('close', () => {
      if (Number(status) === 0) resolve()
      else reject(new Error(`etcd refused to compact: ${status}`))
    })
    stream.resume()
    stream.end(frame)
  })
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let left = value
  while (left > 127) {
    bytes.push((left % 128) | 128)
    left = Math.floor(left / 128)
  }
  return [...bytes, left]
}
