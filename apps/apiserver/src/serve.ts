// in: a received request → out: its reply. The whole life of a request, and the first file to read.
import type {
  Allowed,
  Bound,
  Identified,
  Received,
  Reply,
  Routed,
  Seated,
} from '@binnacle/exchange'
import { keepSeat } from './keep-seat.ts'

/** Each step takes one type and gives the next: skipping or swapping steps does not compile. */
export interface Way {
  /** Which? Reads method and target, by syntax alone. Refuses with 400. */
  route(received: Received): Routed
  /** Who? Refuses with 401, and with 403 where impersonation is not allowed. */
  identify(routed: Routed): Identified | Promise<Identified>
  /** Opens the record of this request, if one is wanted; it is closed with what became of it. */
  audit(identified: Identified): AuditRecord | undefined
  /** Notes a request whose caller could not be known. */
  auditUnknown(routed: Routed, reply: Reply): void
  /** When? Refuses with 429. */
  takeSeat(identified: Identified): Seated | Promise<Seated>
  /** May this be? Refuses with 403. */
  authorize(seated: Seated): Allowed | Promise<Allowed>
  /** What is it for? A resource of the catalogue, or a page. Refuses with 404 and 405. */
  bind(allowed: Allowed): Bound | Promise<Bound>
  /** Does it. Refuses with everything else. */
  perform(bound: Bound): Promise<Reply>
  /** Turns whatever was thrown into the Status that the client can read. */
  refuse(error: unknown, received: Received): Reply
}

export interface AuditRecord {
  /** Returns the reply to send: one that lasts is watched to its end. */
  close(reply: Reply): Reply
}

/** Steps that answer at once are not waited for: most of them do, for most requests. */
export function createServe(way: Way): (received: Received) => Promise<Reply> {
  return async function serve(received) {
    let routed: Routed | undefined
    let identified: Identified | undefined
    let record: AuditRecord | undefined
    let seated: Seated | undefined
    let reply: Reply
    try {
      routed = way.route(received)
      const whoever = way.identify(routed)
      identified = whoever instanceof Promise ? await whoever : whoever
      record = way.audit(identified)
      const place = way.takeSeat(identified)
      seated = place instanceof Promise ? await place : place
      const verdict = way.authorize(seated)
      const allowed = verdict instanceof Promise ? await verdict : verdict
      const target = way.bind(allowed)
      const bound = target instanceof Promise ? await target : target
      reply = await way.perform(bound)
    } catch (error) {
      reply = way.refuse(error, received)
    }
    if (seated) reply = keepSeat(seated.seat, received, reply)
    if (record) return record.close(reply)
    if (routed && !identified) way.auditUnknown(routed, reply)
    return reply
  }
}
