// in: a request as it arrives → out: its Received, and what happens to it until it is over.
import type { X509Certificate } from 'node:crypto'
import type { Received, RequestHeaders } from '@binnacle/exchange'

/** Constant for a connection. */
export interface Caller {
  readonly certificate: X509Certificate | undefined
  /** Why a certificate that the client showed does not count. */
  readonly refusedCertificate: string | undefined
  readonly remoteAddress: string
  readonly insecure: boolean
}

export interface Arrival {
  readonly method: string
  readonly url: string
  readonly headers: RequestHeaders
  readonly httpVersion: 1 | 2
  readonly caller: Caller
  body(): Promise<Uint8Array>
  upgrade?: Received['upgrade']
}

/** A class: getters of a literal would give every request a hidden class of its own, old at birth. */
class ArrivedRequest implements Received {
  readonly method: string
  readonly url: string
  readonly headers: RequestHeaders
  readonly httpVersion: 1 | 2
  readonly certificate: X509Certificate | undefined
  readonly refusedCertificate: string | undefined
  readonly remoteAddress: string
  readonly insecure: boolean
  readonly body: () => Promise<Uint8Array>
  readonly receivedAtMs = performance.now()
  readonly warnings: string[] = []
  readonly upgrade: Received['upgrade']
  readonly #life: RequestLife

  constructor(arrival: Arrival, life: RequestLife) {
    this.method = arrival.method
    this.url = arrival.url
    this.headers = arrival.headers
    this.httpVersion = arrival.httpVersion
    this.certificate = arrival.caller.certificate
    this.refusedCertificate = arrival.caller.refusedCertificate
    this.remoteAddress = arrival.caller.remoteAddress
    this.insecure = arrival.caller.insecure
    this.body = arrival.body
    this.upgrade = arrival.upgrade
    this.#life = life
  }

  get signal(): AbortSignal {
    return this.#life.signal()
  }

  expire(reason: Error): void {
    this.#life.cancel(reason)
  }
}

/** Follows one request from its head to the end of its reply. */
export class RequestLife {
  readonly received: Received
  readonly caller: Caller
  over = false
  #abort: AbortController | undefined
  #reason: Error | undefined
  #listeners: (() => void)[] = []

  constructor(arrival: Arrival) {
    this.received = new ArrivedRequest(arrival, this)
    this.caller = arrival.caller
  }

  signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController()
      if (this.#reason !== undefined) this.#abort.abort(this.#reason)
    }
    return this.#abort.signal
  }

  cancel(reason: Error): void {
    if (this.#reason !== undefined) return
    this.#reason = reason
    this.#abort?.abort(reason)
  }

  /** The reply was sent whole, or the client is gone. */
  end(gone: boolean): void {
    if (this.over) return
    this.over = true
    if (gone) this.cancel(new Error('the client is gone'))
    const listeners = this.#listeners
    this.#listeners = []
    for (const listener of listeners) listener()
  }

  onOver(listener: () => void): void {
    if (this.over) listener()
    else this.#listeners.push(listener)
  }
}
