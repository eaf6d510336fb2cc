// in: a request → out: its answer, over a connection of its own kind. Never: a retry.
import { type Agent, request } from 'node:https'
import { type TestCluster, token } from './cluster.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON a test looks into
  readonly json: any
}

export interface Call {
  readonly method?: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Default: the shared port. */
  readonly at?: string
  readonly agent?: Agent
}

export function call(cluster: TestCluster, asked: Call): Promise<Answer> {
  const { method = 'GET', path, body, at = cluster.server } = asked
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const headers: Record<string, string> = {
    authorization: `Bearer ${token}`,
    // A DELETE's body has no length of its own accord.
    ...(payload !== undefined && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(payload)),
    }),
    ...asked.headers,
  }
  return new Promise((resolve, reject) => {
    const sent = request(
      `${at}${path}`,
      { method, headers, ca: cluster.ca, agent: asked.agent },
      (got) => {
        const chunks: Buffer[] = []
        got.on('data', (chunk: Buffer) => chunks.push(chunk))
        got.on('error', reject)
        got.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          resolve({
            status: got.statusCode ?? 0,
            headers: got.headers,
            text,
            get json() {
              return JSON.parse(text)
            },
          })
        })
      },
    )
    sent.on('error', reject)
    sent.end(payload)
  })
}
