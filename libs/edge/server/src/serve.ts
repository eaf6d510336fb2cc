// in: nothing → out: the face of what answers requests; the edge is handed one. Never: an answer.
import type { Received, Reply } from '@binnacle/exchange'

export type Serve = (received: Received) => Promise<Reply>

/** What the edge tells about itself; all optional, none may throw. */
export interface EdgeEvents {
  /** An error that is not an ApiError: a defect of ours. */
  failed?(error: unknown, received: Received | undefined): void
  /** A connection was ended for bad manners: the words say which. */
  refused?(reason: string, remoteAddress: string): void
}
