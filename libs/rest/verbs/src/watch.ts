// in: a watch → out: a stream of events until the client or the time ends it.
import type { BodySink, Reply, ResourceRequest } from '@binnacle/exchange'
import { ApiError, type KubeObject } from '@binnacle/meta'
import type { Subscription, WatchEvent } from '@binnacle/objects'
import type { ResourceDef } from '@binnacle/catalogue'
import { readListOptions } from './list-options.ts'
import { replyObject } from './render.ts'
import type { VerbTools } from './verb-tools.ts'
import { toServed } from './versions.ts'

const takeBytesMax = 256 * 1024

export async function watch(request: ResourceRequest, tools: VerbTools): Promise<Reply> {
  const { def } = request.target
  replyObject.negotiate(request)
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
    stream: (sink) => pump(subscription, sink, def, seconds * 1000),
  }
}

function pump(
  subscription: Subscription,
  sink: BodySink,
  def: ResourceDef,
  lastsMs: number,
): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, lastsMs)
    let over = false
    function finish() {
      if (over) return
      over = true
      clearTimeout(timer)
      subscription.close()
      sink.end()
      resolve()
    }
    sink.onClose(finish)
    async function flow() {
      while (!over) {
        let events: readonly WatchEvent[]
        try {
          events = subscription.take(takeBytesMax)
        } catch (error) {
          if (error instanceof ApiError) sink.write(Buffer.from(errorFrame(error)))
          finish()
          return
        }
        if (events.length === 0) {
          subscription.onReady(flow)
          return
        }
        const text = events.map((event) => frame(event, def)).join('')
        if (!sink.write(Buffer.from(text))) await sink.drained()
      }
    }
    void flow()
  })
}

function errorFrame(error: ApiError): string {
  return `${JSON.stringify({ type: 'ERROR', object: error.status })}\n`
}

function frame(event: WatchEvent, def: ResourceDef): string {
  const object =
    event.object === undefined ? bookmark(event, def) : toServed(event.object.parse(), def)
  return `${JSON.stringify({ type: event.type, object })}\n`
}

function bookmark(event: WatchEvent, def: ResourceDef): KubeObject {
  const metadata: KubeObject['metadata'] = { resourceVersion: String(event.revision) }
  if (event.initialEventsEnd) metadata.annotations = { 'k8s.io/initial-events-end': 'true' }
  return {
    kind: def.kind,
    apiVersion: def.group === '' ? def.version : `${def.group}/${def.version}`,
    metadata,
  }
}
