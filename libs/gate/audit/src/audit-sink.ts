// in: nothing → out: where records go. Never: a place.
import type { Dict } from '@binnacle/meta'

export interface AuditSink {
  /** Takes the record at once, or drops it and counts. */
  put(event: Dict): void
  /** Records that were lost. */
  readonly dropped: number
  /** Resolves when what was taken is where it goes. */
  close(): Promise<void>
}
