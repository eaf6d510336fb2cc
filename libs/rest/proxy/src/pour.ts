// in: the answer of another server → out: its body in a reply, as it comes. Never: more than fits.
import type { IncomingMessage } from 'node:http'
import type { BodySink } from '@binnacle/exchange'

export async function pour(incoming: IncomingMessage, sink: BodySink): Promise<void> {
  sink.onClose(() => incoming.destroy())
  try {
    for await (const chunk of incoming) {
      if (sink.closed) return
      if (!sink.write(chunk as Uint8Array)) await sink.drained()
    }
  } catch (error) {
    // Who went away is told nothing; who is there must see that the body is cut.
    if (sink.closed) return
    throw error
  }
  sink.end()
}
