// in: an etcd member → out: its answers by JSON: another way than the server's own client, which is under test.
import { request } from 'node:https'
import { type Cluster, etcds } from './cluster.ts'

export interface Header {
  readonly revision?: string
  readonly member_id?: string
}

export interface MemberStatus {
  readonly header: Header
  readonly leader?: string
  readonly dbSize?: string
}

export function callEtcd<T>(
  cluster: Cluster,
  node: string,
  path: string,
  body: unknown,
  timeoutMs = 3_000,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const sent = request(
    {
      host: cluster.network.addressOf(node),
      port: 2379,
      method: 'POST',
      path: `/v3/${path}`,
      agent: false,
      ...cluster.etcdTls,
    },
    (got) => {
      let text = ''
      got.setEncoding('utf8')
      got.on('data', (piece) => (text += piece))
      got.on('error', reject)
      got.on('end', () => {
        if (got.statusCode === 200) resolve(JSON.parse(text))
        else reject(new Error(`${path} of ${node}: ${got.statusCode} ${text}`))
      })
    },
  )
  const late = setTimeout(() => sent.destroy(new Error(`${node}: no answer`)), timeoutMs)
  sent.on('close', () => clearTimeout(late))
  sent.on('error', reject)
  sent.end(JSON.stringify(body))
  return promise
}

/** The first member that answers. */
export async function callAnyEtcd<T>(cluster: Cluster, path: string, body: unknown): Promise<T> {
  let last: unknown
  for (const node of etcds) {
    try {
      return await callEtcd<T>(cluster, node, path, body)
    } catch (error) {
      last = error
    }
  }
  throw last
}

export async function leaderOf(cluster: Cluster): Promise<string | undefined> {
  for (const node of etcds) {
    try {
      const status = await callEtcd<MemberStatus>(cluster, node, 'maintenance/status', {}, 1_000)
      if (status.leader !== undefined && status.leader === status.header.member_id) return node
    } catch {
      // It is down or cut: the leader is another.
    }
  }
  return undefined
}
