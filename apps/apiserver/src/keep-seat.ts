// in: a reply and the seat of its request → out: the reply, which gives the seat back when its work is done.
// Never: a seat that nobody gives back.
import type { Received, Reply, Seat } from '@binnacle/exchange'

/** A client that reads slowly takes no time of ours. */
const seatedMaxMs = 60_000

/**
 * Bytes that are there whole are no more work. A streamed list is worked on to its end, a watch
 * until what was there at its begin is sent: what comes later is paid for by who writes.
 */
export function keepSeat(seat: Seat, received: Received, reply: Reply): Reply {
  if (!('stream' in reply) || received.method === 'HEAD') {
    seat.leave()
    return reply
  }
  const { stream, endless, initial } = reply
  if (endless && initial === undefined) {
    seat.leave()
    return reply
  }
  const leave = () => {
    clearTimeout(late)
    seat.leave()
  }
  const late = setTimeout(leave, seatedMaxMs).unref()
  initial?.then(leave)
  return {
    ...reply,
    async stream(sink) {
      try {
        await stream(sink)
      } finally {
        leave()
      }
    },
  }
}
