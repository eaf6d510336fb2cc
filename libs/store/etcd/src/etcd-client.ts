// in: endpoints and credentials → out: etcd's calls with failover. Never: a write sent twice.
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CallStream, Connection, type StreamSink, type Tls } from './connection.ts'
import { EtcdError, grpcCodes } from './etcd-error.ts'
import type {
  LeaseId,
  RangeAnswer,
  RangeQuery,
  Txn,
  TxnAnswer,
  WatchAnswer,
  WatchStart,
} from './kv.ts'
import {
  decodeHeader,
  decodeRange,
  decodeTxn,
  decodeWatch,
  encodeCompact,
  encodeProgressRequest,
  encodeRange,
  encodeTxn,
  encodeWatch,
} from './kv-codec.ts'
import { limits } from './limits.ts'
import {
  authenticate,
  checkVersion,
  defragment,
  grant,
  type MemberStatus,
  memberStatus,
} from './member-calls.ts'
import { downloadSnapshot } from './download-snapshot.ts'

export interface EtcdOptions {
  /** `https://10.0.0.1:2379`; one that fails is left for the next. */
  readonly endpoints: readonly string[]
  readonly ca?: string | Buffer
  readonly cert?: string | Buffer
  readonly key?: string | Buffer
  readonly username?: string
  readonly password?: string
  /** Told of every connection made and lost. */
  readonly onConnection?: (text: string) => void
}

export interface WatchSink {
  answer(answer: WatchAnswer): void
  end(error: EtcdError): void
}

export interface EtcdWatch {
  /** etcd answers with its revision once everything up to it was sent. */
  requestProgress(): void
  cancel(): void
}

export class EtcdClient {
  readonly #options: EtcdOptions
  readonly #tls: Tls
  #connection: Connection | undefined
  #connecting: Promise<Connection> | undefined
  #next = 0
  #token = ''
  #closed = false

  constructor(options: EtcdOptions) {
    this.#options = options
    this.#tls = { ca: options.ca, cert: options.cert, key: options.key }
    // Clients spread over the members by chance.
    this.#next = Math.floor(Math.random() * options.endpoints.length)
  }

  close(): void {
    this.#closed = true
    this.#connection?.close()
  }

  /** The connection at hand, or a new one to the next endpoint that answers. */
  #connect(): Promise<Connection> | Connection {
    if (this.#connection?.open) return this.#connection
    this.#connecting ??= this.#tryEndpoints().finally(() => {
      this.#connecting = undefined
    })
    return this.#connecting
  }

  async #tryEndpoints(): Promise<Connection> {
    const { endpoints } = this.#options
    let last = new EtcdError(grpcCodes.unavailable, 'there is no address available', true)
    for (let tried = 0; tried < endpoints.length; tried++) {
      const endpoint = endpoints[this.#next++ % endpoints.length] as string
      if (this.#closed) break
      try {
        const connection = await this.#open(endpoint)
        this.#connection = connection
        this.#next--
        this.#options.onConnection?.(`connected to etcd at ${endpoint}`)
        return connection
      } catch (error) {
        if (!(error instanceof EtcdError)) throw error
        last = error
      }
    }
    throw last
  }

  async #open(endpoint: string): Promise<Connection> {
    const connection = await Connection.open(endpoint, this.#tls)
    try {
      if (this.#options.username) this.#token = await authenticate(connection, this.#options)
      const status = await memberStatus(connection, this.#headers())
      checkVersion(status, endpoint)
      if (!status.hasLeader) throw new EtcdError(grpcCodes.unavailable, 'etcdserver: no leader')
    } catch (error) {
      connection.close()
      throw error
    }
    return connection
  }

  /** A member that is cut from the others says so at once instead of waiting for them. */
  #headers(): Record<string, string> {
    return this.#token === '' ? { hasleader: 'true' } : { hasleader: 'true', token: this.#token }
  }

  /** Calls go to the next member from now on. */
  #leave(connection: Connection): void {
    if (this.#connection !== connection) return
    this.#connection = undefined
    this.#next++
    connection.leave()
  }

  /** `again`: the call may be repeated though it might have had an effect. */
  async #call(
    path: string,
    message: Buffer,
    again: boolean,
    timeoutMs: number = limits.callTimeoutMs,
  ): Promise<Buffer> {
    const deadline = performance.now() + timeoutMs
    let delayMs: number = limits.retryDelayMinMs
    for (;;) {
      let at: Connection | undefined
      try {
        const connection = this.#connect()
        at = connection instanceof Connection ? connection : await connection
        const left = Math.max(1, deadline - performance.now())
        return await at.call(path, message, this.#headers(), left)
      } catch (error) {
        if (!(error instanceof EtcdError) || this.#closed) throw error
        if (error.lonely && at !== undefined) this.#leave(at)
        if (error.tokenExpired) this.#connection?.close()
        else if (!error.unsent && !(again && error.transient)) throw error
        if (error.code === grpcCodes.resourceExhausted) throw error
        if (performance.now() + delayMs > deadline) {
          throw new EtcdError(grpcCodes.deadlineExceeded, 'context deadline exceeded', error.unsent)
        }
      }
      await sleep(delayMs)
      delayMs = Math.min(delayMs * 2, limits.retryDelayMaxMs)
    }
  }

  async range(query: RangeQuery, timeoutMs?: number): Promise<RangeAnswer> {
    const message = encodeRange(query)
    return decodeRange(await this.#call('/etcdserverpb.KV/Range', message, true, timeoutMs))
  }

  /** Never repeated once it may have reached etcd, unless it only reads. */
  async txn(txn: Txn): Promise<TxnAnswer> {
    return decodeTxn(await this.#call('/etcdserverpb.KV/Txn', encodeTxn(txn), false))
  }

  /** Forgets what was before this revision. */
  async compact(revision: number, physical = false): Promise<number> {
    const message = encodeCompact(revision, physical)
    return decodeHeader(await this.#call('/etcdserverpb.KV/Compact', message, false))
  }

  async grantLease(ttlSeconds: number): Promise<LeaseId> {
    const connection = await this.#connect()
    return grant(connection, this.#headers(), ttlSeconds)
  }

  async status(): Promise<MemberStatus> {
    const connection = await this.#connect()
    return memberStatus(connection, this.#headers())
  }

  async defragment(): Promise<void> {
    const connection = await this.#connect()
    await defragment(connection, this.#headers())
  }

  /** The whole database as one file; `out` is not ended. Throws unless all of it came. */
  async snapshot(out: Writable): Promise<void> {
    await downloadSnapshot(await this.#connect(), this.#headers(), out)
  }

  /** A watch on a stream of its own. It ends with the connection: resuming is the reader's part. */
  async watch(start: WatchStart, sink: WatchSink): Promise<EtcdWatch> {
    const connection = await this.#connect()
    let created = false
    const messages: StreamSink = {
      message(bytes) {
        const answer = decodeWatch(bytes)
        created ||= answer.created
        // Until etcd has said that the watch is created it holds back the events, but not its word
        // on how far it is: who believed that would take the events for old ones.
        if (created) sink.answer(answer)
      },
      end: (error) => sink.end(error),
    }
    const path = '/etcdserverpb.Watch/Watch'
    const stream: CallStream = connection.stream(path, this.#headers(), messages)
    stream.send(encodeWatch(start))
    return {
      requestProgress: () => stream.send(encodeProgressRequest()),
      cancel: () => stream.cancel(),
    }
  }
}

export function connectEtcd(options: EtcdOptions): EtcdClient {
  return new EtcdClient(options)
}
