// in: a watch → out: a stream of events until the client or the time ends it. Never: what the events are.
import { protobufName } from '@binnacle/codec'
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import { methodNotSupported } from '@binnacle/meta'
import { streamFormOf } from './form.ts'
import { framerOf } from './frame.ts'
import { readListOptions } from './list-options.ts'
import type { VerbTools } from './verb-tools.ts'
import { bodyOutlet, WatchFlow } from './watch-flow.ts'
import { asksForWebSocket, watchSocket } from './watch-socket.ts'

export async function watch(request: ResourceRequest, tools: VerbTools): Promise<Reply> {
  const { def } = request.target
  if (!def.verbs.includes('watch')) throw methodNotSupported(def, 'watch')
  const form = streamFormOf(request)
  const options = readListOptions(request, true)
  const min = tools.watchTimeoutMinSeconds
  const lastsMs = (options.timeoutSeconds || min * (1 + Math.random())) * 1000
  const subscription = await tools.surroundings.store.watch({
    shape: tools.surroundings.shapeOf(def),
    namespace: def.namespaced ? request.info.namespace : '',
    selection: { labels: options.labels, fields: options.fields },
    resourceVersion: options.resourceVersion,
    sendInitialEvents: options.sendInitialEvents,
    allowBookmarks: options.allowBookmarks,
    endsAtMs: Date.now() + lastsMs,
  })
  const inSocket = asksForWebSocket(request)
  const parts = { subscription, framer: framerOf(def, form, !inSocket), lastsMs }
  const isText = form.format !== 'protobuf'
  if (inSocket) return watchSocket(request, parts, isText)
  const initial = Promise.withResolvers<void>()
  return {
    status: 200,
    headers: [['Content-Type', isText ? 'application/json' : `${protobufName};stream=watch`]],
    stream: (sink) => new WatchFlow({ ...parts, begun: initial.resolve }, bodyOutlet(sink)).ended,
    endless: true,
    initial: initial.promise,
  }
}
