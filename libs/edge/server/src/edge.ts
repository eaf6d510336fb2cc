// in: nothing → out: what all connections of one server share. Never: sockets.
import type { Reply } from '@binnacle/exchange'
import type { AddressCount } from './address-count.ts'
import { type OpenSink, openSink } from './body-sink.ts'
import type { EdgeLimits } from './limits.ts'
import { refusal } from './refusal.ts'
import type { ReplyOut } from './reply-out.ts'
import type { RequestLife } from './request-life.ts'
import type { EdgeEvents, Serve } from './serve.ts'
import type { Turns } from './turns.ts'

export interface Edge {
  readonly serve: Serve
  readonly limits: EdgeLimits
  readonly events: EdgeEvents
  /** Requests that are not over. */
  readonly lives: Set<RequestLife>
  /** Replies under way that would not end by themselves (watches). */
  readonly sinks: Set<OpenSink>
  readonly turns: Turns
  readonly addresses: AddressCount
  draining: boolean
  /** Part of the answers over HTTP/2 behind which the connection is given up, gently. */
  readonly goawayChance: number
}

/** The server knows of it until it is over. */
export function follow(edge: Edge, life: RequestLife): void {
  edge.lives.add(life)
  life.onOver(() => edge.lives.delete(life))
}

/** Asked by who would end a server that does not answer soon. */
const probe = /^\/(livez|readyz|healthz)\b/

/** Asks `serve` in its turn, unless the client is gone by then. */
export function answer(edge: Edge, life: RequestLife, write: (reply: Reply) => void): void {
  const { received } = life
  const begin = () => {
    if (!life.over) void replyTo(edge, life).then(write)
  }
  if (probe.test(received.url)) begin()
  else edge.turns.enter(received.receivedAtMs, life.caller, begin)
}

/** Whatever goes wrong becomes a Status. */
async function replyTo(edge: Edge, life: RequestLife): Promise<Reply> {
  try {
    return await edge.serve(life.received)
  } catch (error) {
    const reply = refusal(error)
    if ('status' in reply && reply.status === 500) edge.events.failed?.(error, life.received)
    return reply
  }
}

/** Runs the writer of a streamed reply; a rejection ends the connection, for the head is out. */
export function runStream(
  edge: Edge,
  life: RequestLife,
  open: OpenSink,
  { stream: write, endless }: Extract<Reply, { stream: unknown }>,
  broken: () => void,
): void {
  if (endless) {
    edge.sinks.add(open)
    life.onOver(() => edge.sinks.delete(open))
  }
  Promise.resolve()
    .then(() => write(open.sink))
    .catch((error: unknown) => {
      if (!life.over) edge.events.failed?.(error, life.received)
      broken()
    })
}

/** The client went before its reply came: who has something to give back (a watch) is told. */
export function closeUnsent(edge: Edge, life: RequestLife, out: ReplyOut, reply: Reply): void {
  if (!('stream' in reply)) return
  life.end(true)
  runStream(edge, life, openSink(out, life), reply, () => undefined)
}
