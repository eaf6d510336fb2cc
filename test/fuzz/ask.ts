// in: a request → out: status, text and the time it took, over connections that stay open. Never: TLS.
import { Agent, request } from 'node:http'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly body?: string
  readonly type?: string
  readonly accept?: string
}

export interface Answered {
  readonly status: number
  readonly text: string
  readonly ms: number
}

export interface Asker {
  ask(asked: Asked): Promise<Answered>
  close(): void
}

export function createAsker(port: number): Asker {
  const agent = new Agent({ keepAlive: true })
  return {
    ask: ({ method, path, body, type = 'application/json', accept = 'application/json' }) => {
      const began = performance.now()
      const headers: Record<string, string> = { accept }
      if (body !== undefined) headers['content-type'] = type
      return new Promise((resolve, reject) => {
        const to = { host: '127.0.0.1', port, method, path, headers, agent }
        const sent = request(to, (got) => {
          const chunks: Buffer[] = []
          got.on('data', (chunk: Buffer) => chunks.push(chunk))
          got.on('error', reject)
          got.on('end', () => {
            const text = Buffer.concat(chunks).toString()
            resolve({ status: got.statusCode ?? 0, text, ms: performance.now() - began })
          })
        })
        sent.on('error', reject)
        sent.end(body)
      })
    },
    close: () => agent.destroy(),
  }
}
