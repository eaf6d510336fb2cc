// in: requests as they end → out: who asked, what was slow and what was refused, in bounded memory.
// Never: a query, a header besides the program's name, or a body.
import { clientFamily } from './client-family.ts'

export interface ClientSum {
  /** '' where nobody was found out. */
  readonly user: string
  readonly family: string
  requests: number
  /** Those that were answered with 400 and above. */
  failed: number
  /** performance.now() of the last one. */
  lastMs: number
}

export interface SingleRequest {
  /** performance.now() at its arrival. */
  readonly atMs: number
  readonly verb: string
  /** Without the query, cut. */
  readonly path: string
  readonly code: number
  readonly seconds: number
  readonly user: string
  readonly family: string
  readonly address: string
}

export interface EndedRequest {
  readonly atMs: number
  readonly verb: string
  readonly url: string
  readonly code: number
  readonly seconds: number
  readonly user: string
  readonly userAgent: string
  readonly address: string
}

const clientsMax = 256
/** A client may send another name with every request. */
const agentsMax = 1_024
const restMs = 60_000
const sweepEveryMs = 1_000
const slowestMax = 20
const refusedMax = 50
/** The slowest are those of this span and of the one before. */
const spanMs = 150_000
const pathMax = 160
const nameMax = 200

export class RecentRequests {
  /** By the user's name, then by the header as sent. */
  #byUser = new Map<string, Map<string, ClientSum>>()
  #clients = new Map<string, ClientSum>()
  #agents = 0
  #sweptMs = Number.NEGATIVE_INFINITY
  readonly #others: ClientSum = { user: '', family: '', requests: 0, failed: 0, lastMs: 0 }
  #slow: SingleRequest[] = []
  #slowBefore: SingleRequest[] = []
  #spanEndMs = 0
  /** What is faster is of no interest. */
  #slowFrom = 0
  readonly #refused: SingleRequest[] = []
  #refusedAt = 0
  #refusals = 0

  /** Called for every request: it makes nothing for those of known clients that went well. */
  add(request: EndedRequest): void {
    const { atMs, code, seconds } = request
    const agents = this.#byUser.get(request.user)
    const client = agents?.get(request.userAgent) ?? this.#meet(request)
    client.requests++
    client.lastMs = atMs
    if (code >= 400) {
      client.failed++
      if (isRefusal(code)) this.#refuse(request)
    }
    if (atMs >= this.#spanEndMs) this.#turn(atMs)
    if (seconds > this.#slowFrom) this.#keepSlow(request)
  }

  clients(): ClientSum[] {
    return [...this.#clients.values()]
  }

  /** All those that found no place of their own. */
  others(): ClientSum {
    return this.#others
  }

  /** Slowest first. */
  slowest(): SingleRequest[] {
    return [...this.#slow, ...this.#slowBefore]
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, slowestMax)
  }

  /** Newest first. */
  refused(): SingleRequest[] {
    const at = this.#refusedAt
    return [...this.#refused.slice(at), ...this.#refused.slice(0, at)].reverse()
  }

  /** Also of those that are not listed any more. */
  get refusals(): number {
    return this.#refusals
  }

  #meet({ user, userAgent, atMs }: EndedRequest): ClientSum {
    const family = clientFamily(userAgent)
    const name = cut(user, nameMax)
    const key = `${name}\n${family}`
    let client = this.#clients.get(key)
    if (client === undefined) {
      if (this.#clients.size >= clientsMax && !this.#sweep(atMs)) return this.#others
      client = { user: name, family, requests: 0, failed: 0, lastMs: atMs }
      this.#clients.set(key, client)
    }
    if (this.#agents >= agentsMax) this.#forgetAgents()
    let agents = this.#byUser.get(user)
    if (agents === undefined) {
      agents = new Map()
      this.#byUser.set(user, agents)
    }
    agents.set(userAgent, client)
    this.#agents++
    return client
  }

  /** Makes room by forgetting who has long been still. */
  #sweep(nowMs: number): boolean {
    if (nowMs - this.#sweptMs < sweepEveryMs) return false
    this.#sweptMs = nowMs
    for (const [key, client] of this.#clients) {
      if (nowMs - client.lastMs <= restMs) continue
      this.#clients.delete(key)
      this.#others.requests += client.requests
      this.#others.failed += client.failed
    }
    this.#forgetAgents()
    return this.#clients.size < clientsMax
  }

  /** Headers are learned anew; what their clients have asked stays. */
  #forgetAgents(): void {
    this.#byUser = new Map()
    this.#agents = 0
  }

  #turn(nowMs: number): void {
    this.#slowBefore = nowMs < this.#spanEndMs + spanMs ? this.#slow : []
    this.#slow = []
    this.#slowFrom = 0
    this.#spanEndMs = nowMs + spanMs
  }

  #keepSlow(request: EndedRequest): void {
    const slow = this.#slow
    let at = slow.length
    while (at > 0 && (slow[at - 1] as SingleRequest).seconds < request.seconds) at--
    slow.splice(at, 0, singleOf(request))
    if (slow.length > slowestMax) slow.pop()
    if (slow.length === slowestMax) this.#slowFrom = (slow.at(-1) as SingleRequest).seconds
  }

  #refuse(request: EndedRequest): void {
    this.#refusals++
    this.#refused[this.#refusedAt] = singleOf(request)
    this.#refusedAt = (this.#refusedAt + 1) % refusedMax
  }
}

/** Not found, exists already, conflict and gone are how clients find their way. */
function isRefusal(code: number): boolean {
  return code !== 404 && code !== 409 && code !== 410
}

function singleOf(request: EndedRequest): SingleRequest {
  const { atMs, verb, url, code, seconds, user, userAgent, address } = request
  const query = url.indexOf('?')
  const path = cut(query < 0 ? url : url.slice(0, query), pathMax)
  const family = clientFamily(userAgent)
  return { atMs, verb, path, code, seconds, user: cut(user, nameMax), family, address }
}

function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max)}…` : text
}
