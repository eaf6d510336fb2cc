// in: endpoints → out: how each member is, asked one by one. Never: a failover, nor keys and values.
import { Connection } from './connection.ts'
import type { EtcdOptions } from './etcd-client.ts'
import { type MemberStatus, memberStatus } from './member-calls.ts'

export interface MemberHealth {
  readonly endpoint: string
  /** undefined: it did not answer. */
  readonly status: MemberStatus | undefined
  /** How long the answer took. */
  readonly ms: number
  /** Why there is none; '' where there is one. */
  readonly error: string
}

/** Connections nobody needs any more are closed after so long. */
const restMs = 30_000

export class Members {
  readonly #options: EtcdOptions
  readonly #open = new Map<string, Connection>()
  #rest: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: EtcdOptions) {
    this.#options = options
  }

  /** Never rejects. Asks all at the same time, each for three seconds at most. */
  look(): Promise<MemberHealth[]> {
    clearTimeout(this.#rest)
    this.#rest = setTimeout(() => this.#leaveAll(), restMs).unref()
    return Promise.all(this.#options.endpoints.map((endpoint) => this.#ask(endpoint)))
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#rest)
    this.#leaveAll()
  }

  async #ask(endpoint: string): Promise<MemberHealth> {
    const began = performance.now()
    try {
      const connection = await this.#connect(endpoint)
      const asked = performance.now()
      const status = await memberStatus(connection, {})
      return { endpoint, status, ms: performance.now() - asked, error: '' }
    } catch (error) {
      this.#open.get(endpoint)?.close()
      this.#open.delete(endpoint)
      const ms = performance.now() - began
      return { endpoint, status: undefined, ms, error: (error as Error).message }
    }
  }

  async #connect(endpoint: string): Promise<Connection> {
    const known = this.#open.get(endpoint)
    if (known?.open) return known
    const { ca, cert, key } = this.#options
    const connection = await Connection.open(endpoint, { ca, cert, key })
    if (this.#closed) connection.close()
    else this.#open.set(endpoint, connection)
    return connection
  }

  #leaveAll(): void {
    for (const connection of this.#open.values()) connection.close()
    this.#open.clear()
  }
}
