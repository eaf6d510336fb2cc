// in: a watch that asks for a WebSocket → out: its events as messages, one each. Never: what the events are.
import type { IncomingMessage } from 'node:http'
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Outlet, WatchFlow, type WatchParts } from './watch-flow.ts'

/** A client that is further behind than this is waited for. Bytes. */
const bufferedMax = 256 * 1024
const drainPollMs = 20

const sockets = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  maxPayload: 64 * 1024,
})

export function asksForWebSocket(request: ResourceRequest): boolean {
  return (
    request.upgrade !== undefined && request.headers.get('upgrade')?.toLowerCase() === 'websocket'
  )
}

export function watchSocket(request: ResourceRequest, parts: WatchParts, isText = true): Reply {
  const headers: Record<string, string> = {}
  for (const name of request.headers.names()) headers[name] = request.headers.get(name) ?? ''
  const message = {
    method: request.method,
    headers,
    url: request.url,
  } as unknown as IncomingMessage
  return {
    upgrade: (socket, head) =>
      sockets.handleUpgrade(message, socket, Buffer.from(head), (client) => {
        new WatchFlow(parts, socketOutlet(client, isText))
      }),
  }
}

function socketOutlet(client: WebSocket, isText: boolean): Outlet {
  client.on('error', () => client.terminate())
  return {
    send(frames) {
      for (const frame of frames) client.send(frame, { binary: !isText })
      return client.bufferedAmount < bufferedMax
    },
    async drained() {
      while (client.readyState === client.OPEN && client.bufferedAmount >= bufferedMax) {
        await new Promise((resolve) => setTimeout(resolve, drainPollMs))
      }
    },
    end: () => client.close(),
    onClose: (listener) => void client.on('close', listener),
  }
}
