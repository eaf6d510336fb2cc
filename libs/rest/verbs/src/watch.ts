// in: a watch → out: a stream of events until the client or the time ends it. Never: what the events are.
import type { BodySink, Reply, ResourceRequest } from '@binnacle/exchange'
import { ApiError } from '@binnacle/meta'
import type { Subscription, WatchEvent } from '@binnacle/objects'
import { streamFormOf } from './form.ts'
import { type Framer, framerOf } from './frame.ts'
import { readListOptions } from './list-options.ts'
import type { VerbTools } from './verb-tools.ts'

const takeBytesMax = 256 * 1024

export async function watch(request: ResourceRequest, tools: VerbTools): Promise<Reply> {
  const { def } = request.target
  const form = streamFormOf(request)
  const options = readListOptions(request, true)
  const subscription = await tools.surroundings.store.watch({
    shape: tools.surroundings.shapeOf(def),
    namespace: def.namespaced ? request.info.namespace : '',
    selection: { labels: options.labels, fields: options.fields },
    resourceVersion: options.resourceVersion,
    sendInitialEvents: options.sendInitialEvents,
    allowBookmarks: options.allowBookmarks,
  })
  const min = tools.watchTimeoutMinSeconds
  const seconds = options.timeoutSeconds || min * (1 + Math.random())
  return {
    status: 200,
    headers: [['Content-Type', 'application/json']],
    stream: (sink) => new Flow(subscription, sink, framerOf(def, form), seconds * 1000).ended,
  }
}

/** One watch under way: takes what is there, writes it at once, and waits for more or for the client. */
class Flow {
  readonly ended: Promise<void>
  readonly #subscription: Subscription
  readonly #sink: BodySink
  readonly #framer: Framer
  readonly #timer: NodeJS.Timeout
  #finish: () => void = () => undefined
  #over = false

  constructor(subscription: Subscription, sink: BodySink, framer: Framer, lastsMs: number) {
    this.#subscription = subscription
    this.#sink = sink
    this.#framer = framer
    this.ended = new Promise((resolve) => {
      this.#finish = resolve
    })
    this.#timer = setTimeout(() => this.#end(), Math.min(lastsMs, 2 ** 31 - 1))
    sink.onClose(() => this.#end())
    this.#flow()
  }

  #end(): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#timer)
    this.#subscription.close()
    this.#sink.end()
    this.#finish()
  }

  #flow = (): void => {
    while (!this.#over) {
      let events: readonly WatchEvent[]
      try {
        events = this.#subscription.take(takeBytesMax)
        if (events.length === 0) {
          this.#subscription.onReady(this.#flow)
          return
        }
        if (!this.#sink.write(this.#framer.frames(events))) {
          void this.#sink.drained().then(this.#flow)
          return
        }
      } catch (error) {
        this.#fail(error)
        return
      }
    }
  }

  #fail(error: unknown): void {
    if (error instanceof ApiError && !this.#over) this.#sink.write(this.#framer.failure(error))
    this.#end()
    if (!(error instanceof ApiError)) throw error
  }
}
