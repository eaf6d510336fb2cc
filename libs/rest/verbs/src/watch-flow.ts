// in: a subscription and where its frames go → out: a flow that ends with the client, the time or an error.
import type { BodySink } from '@binnacle/exchange'
import { ApiError } from '@binnacle/meta'
import type { Subscription, WatchEvent } from '@binnacle/objects'
import type { Framer } from './frame.ts'

const takeBytesMax = 256 * 1024
/** The longest time that a timer can wait. */
const timerMaxMs = 2 ** 31 - 1

export interface WatchParts {
  readonly subscription: Subscription
  readonly framer: Framer
  readonly lastsMs: number
  /** What was there at the start is sent, or the end came first. */
  begun?(): void
}

/** Where frames go: a streamed body or a WebSocket. */
export interface Outlet {
  /** false: the client is slow; wait for `drained`. */
  send(frames: Uint8Array[]): boolean
  drained(): Promise<void>
  end(): void
  onClose(listener: () => void): void
}

/** All that is there goes out in one write. */
export function bodyOutlet(sink: BodySink): Outlet {
  return {
    send: (frames) =>
      sink.write(frames.length === 1 ? (frames[0] as Uint8Array) : Buffer.concat(frames)),
    drained: () => sink.drained(),
    end: () => sink.end(),
    onClose: (listener) => sink.onClose(listener),
  }
}

/** One watch under way: takes what is there, sends it at once, and waits for more or for the client. */
export class WatchFlow {
  readonly ended: Promise<void>
  readonly #parts: WatchParts
  readonly #outlet: Outlet
  readonly #timer: NodeJS.Timeout
  #finish: () => void = () => undefined
  #over = false

  constructor(parts: WatchParts, outlet: Outlet) {
    this.#parts = parts
    this.#outlet = outlet
    this.ended = new Promise((resolve) => {
      this.#finish = resolve
    })
    this.#timer = setTimeout(() => this.#end(), Math.min(parts.lastsMs, timerMaxMs))
    outlet.onClose(() => this.#end())
    this.#flow()
  }

  #end(): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#timer)
    this.#parts.subscription.close()
    this.#parts.begun?.()
    this.#outlet.end()
    this.#finish()
  }

  #flow = (): void => {
    const { subscription, framer } = this.#parts
    while (!this.#over) {
      let events: readonly WatchEvent[]
      try {
        events = subscription.take(takeBytesMax)
        if (events.length === 0) {
          this.#parts.begun?.()
          subscription.onReady(this.#flow)
          return
        }
        if (framer.unfit) {
          this.#end()
          return
        }
        if (!this.#outlet.send(framer.frames(events))) {
          void this.#outlet.drained().then(this.#flow)
          return
        }
      } catch (error) {
        this.#fail(error)
        return
      }
    }
  }

  #fail(error: unknown): void {
    if (error instanceof ApiError && !this.#over) {
      this.#outlet.send([this.#parts.framer.failure(error)])
    }
    this.#end()
    if (!(error instanceof ApiError)) throw error
  }
}
