// in: nothing → out: what is asked of etcd's KV service and what it answers.
// Never: Kubernetes' meaning.

export interface KeyValue {
  readonly key: string
  readonly modRevision: number
  readonly createRevision: number
  readonly version: number
  /** A view into the answer: copy what is to be kept. Empty for keys only. */
  readonly value: Buffer
}

export interface RangeQuery {
  readonly key: string
  /** Up to this key, without it. Left out: just the one key. */
  readonly rangeEnd?: string
  readonly limit?: number
  /** 0 or left out: the newest. */
  readonly revision?: number
  /** From the member at hand, perhaps stale. */
  readonly serializable?: boolean
  readonly keysOnly?: boolean
  readonly countOnly?: boolean
}

export interface RangeAnswer {
  /** The store's revision when it answered, whatever revision was read. */
  readonly revision: number
  readonly kvs: readonly KeyValue[]
  readonly more: boolean
  readonly count: number
}

export type LeaseId = bigint

export interface Put {
  readonly key: string
  readonly value: Uint8Array
  readonly lease?: LeaseId
}

export type Operation =
  | { readonly put: Put }
  | { readonly range: RangeQuery }
  | { readonly remove: { readonly key: string } }
  /** Decided at the same moment as the one around it, and done in the same revision. */
  | { readonly txn: Txn }

/** Holds when the key has this mod revision (0: does not exist), this version, or this value. */
export type Guard =
  | { readonly key: string; readonly modRevision: number }
  | { readonly key: string; readonly version: number }
  | { readonly key: string; readonly value: Uint8Array }

export interface Txn {
  readonly guards: readonly Guard[]
  readonly then: readonly Operation[]
  readonly otherwise: readonly Operation[]
}

export interface TxnAnswer {
  readonly revision: number
  readonly succeeded: boolean
  /** One for each operation; of writes undefined. */
  readonly ranges: readonly (RangeAnswer | undefined)[]
  /** Of the last transaction among the operations that were done. */
  readonly inner?: TxnAnswer
}

export interface WatchStart {
  readonly key: string
  readonly rangeEnd?: string
  /** The first revision whose events are wanted. */
  readonly startRevision: number
  readonly previous?: boolean
  /** etcd tells its revision from time to time though nothing happens. */
  readonly progress?: boolean
}

export interface KeyEvent {
  readonly deleted: boolean
  readonly kv: KeyValue
  readonly previous: KeyValue | undefined
}

export interface WatchAnswer {
  readonly revision: number
  readonly created: boolean
  readonly canceled: boolean
  /** Above 0: the revision asked for is compacted, this is the oldest to be had. */
  readonly compactRevision: number
  readonly reason: string
  /** More of the same answer follows. */
  readonly fragment: boolean
  readonly events: readonly KeyEvent[]
}

/** The end of the range of all keys that start with `prefix`. */
export function prefixEnd(prefix: string): string {
  const last = prefix.charCodeAt(prefix.length - 1)
  return prefix.slice(0, -1) + String.fromCharCode(last + 1)
}
