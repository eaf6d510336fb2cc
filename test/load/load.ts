// in: a cluster → out: requests over a few HTTP/2 connections, and how long they took. A life.
import { type ClientHttp2Session, connect } from 'node:http2'
import { type TestCluster, token } from '../harness/cluster.ts'

export interface Taken {
  readonly count: number
  readonly p50: number
  readonly p99: number
}

const connections = 4

export class Load {
  readonly #sessions: ClientHttp2Session[]
  readonly #concurrency: number
  #next = 0

  constructor(cluster: TestCluster, concurrency: number) {
    this.#concurrency = concurrency
    this.#sessions = Array.from({ length: connections }, () =>
      connect(cluster.server, { ca: cluster.ca }),
    )
  }

  /** Rejects when the answer has another status. */
  send(method: string, path: string, status: number, body?: string): Promise<void> {
    const session = this.#sessions[this.#next++ % connections] as ClientHttp2Session
    return new Promise((resolve, reject) => {
      const stream = session.request({
        ':method': method,
        ':path': path,
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      })
      let got: unknown
      stream.on('response', (headers) => {
        got = headers[':status']
      })
      stream.on('error', reject)
      stream.on('close', () => {
        if (got === status) resolve()
        else reject(new Error(`${method} ${path} answered ${got}`))
      })
      stream.resume()
      stream.end(body)
    })
  }

  async run(forMs: number, one: (i: number) => Promise<void>): Promise<Taken> {
    const took: number[] = []
    const end = performance.now() + forMs
    let i = 0
    const worker = async () => {
      while (performance.now() < end) {
        const began = performance.now()
        await one(i++)
        took.push(performance.now() - began)
      }
    }
    await Promise.all(Array.from({ length: this.#concurrency }, worker))
    took.sort((a, b) => a - b)
    const at = (share: number) => took[Math.floor((took.length - 1) * share)] ?? 0
    return { count: took.length, p50: at(0.5), p99: at(0.99) }
  }

  close(): void {
    for (const session of this.#sessions) session.close()
  }
}
