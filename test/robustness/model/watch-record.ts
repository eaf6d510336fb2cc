// in: nothing → out: what is recorded of one watcher. Never: a socket.
import type { Filter } from './replay.ts'

/** An event as it came; a bookmark has no name. */
export interface Heard {
  readonly type: string
  readonly revision: number
  readonly name: string
  readonly mark: string
}

/** One request of a watch, from its answer to its end. */
export interface Segment {
  /** Events above it are wanted. 0: all that is there comes first. */
  readonly from: number
  /** With initial events and a bookmark behind them (sendInitialEvents). */
  readonly initial: boolean
  readonly heard: Heard[]
}

export interface WatchRecord {
  readonly client: string
  readonly filter: Filter
  readonly segments: Segment[]
  /** How often it was told that it is too late (410). */
  expired: number
  /** What nobody should hear. */
  readonly wrong: string[]
}

/** What an informer holds in the end. */
export interface InformerRecord {
  readonly client: string
  readonly namespace: string
  revision: number
  /** name → mark */
  readonly store: Map<string, string>
  lists: number
  readonly wrong: string[]
}
