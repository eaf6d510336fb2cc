// in: serve → out: the same, which can be told to send new requests elsewhere. Never: a connection.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Received, Reply } from '@binnacle/exchange'

type Serve = (received: Received) => Promise<Reply>

export interface LastRequests {
  readonly serve: Serve
  /** From now on new requests get 429; resolves when the old ones are answered, or in time. */
  turnAway(withinMs: number): Promise<void>
}

/** Who looks at the health of this server is answered to the end. */
const exempt = /^\/(readyz|livez|healthz|metrics)/

/** The connection itself is ended right behind, when the server drains. */
const goAway: Reply = {
  status: 429,
  headers: [
    ['Retry-After', '5'],
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['X-Content-Type-Options', 'nosniff'],
  ],
  body: 'The apiserver is shutting down, please try again later.\n',
}

const pollMs = 20

/** `running`: requests whose answer has not begun. */
export function lastRequests(serve: Serve, running: () => number): LastRequests {
  let ending = false
  return {
    serve: async (received) => (ending && !exempt.test(received.url) ? goAway : serve(received)),
    async turnAway(withinMs) {
      ending = true
      const untilMs = performance.now() + withinMs
      while (running() > 0 && performance.now() < untilMs) await sleep(pollMs)
    },
  }
}
