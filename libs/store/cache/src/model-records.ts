// in: nothing → out: what the clients of the model write down, to be judged. Never: a judgement.
import type { ListQuery, WatchQuery } from '@binnacle/objects'

/** When an operation began and ended, by one clock that ticks at each beginning and each end. */
export interface Span {
  readonly began: number
  readonly ended: number
  /** The newest revision that any operation had told of when this one began. */
  readonly known: number
}

/** A write that was acknowledged: also of what was written along. */
export interface WriteRecord {
  readonly span: Span
  readonly key: string
  readonly revision: number
  /** Undefined: it was a removal. */
  readonly value: string | undefined
}

/** What one key held. */
export interface ReadRecord {
  readonly span: Span
  readonly key: string
  /** It may not be older than this. */
  readonly least: number
  /** Undefined: there was nothing. */
  readonly found: { readonly revision: number; readonly value: string } | undefined
}

export interface ListRecord {
  readonly span: Span
  readonly query: Pick<ListQuery, 'namespace' | 'selection'>
  readonly least: number
  /** The revision that was asked for, and no other. */
  readonly exact: number | undefined
  /** Of each page; they must not differ. */
  readonly revisions: readonly number[]
  /** `KEY REVISION VALUE` in the order of the answer. */
  readonly items: readonly string[]
}

export interface Told {
  readonly type: string
  readonly revision: number
  /** `things/NAMESPACE/NAME`, or '' of a bookmark. */
  readonly key: string
  readonly value: string
  /** The bookmark that ends the initial events. */
  readonly initialEnd: boolean
}

export interface WatchRecord {
  readonly query: WatchQuery
  readonly told: readonly Told[]
  /** Everything up to here had to be told by then; 0: the watch was ended from the other side. */
  readonly upTo: number
}

export interface Records {
  readonly writes: WriteRecord[]
  readonly reads: ReadRecord[]
  readonly lists: ListRecord[]
  readonly watches: WatchRecord[]
}

export function noRecords(): Records {
  return { writes: [], reads: [], lists: [], watches: [] }
}

/** Where clients put what they saw: to be judged at once, or kept. */
export interface Sink {
  write(record: WriteRecord): void
  read(record: ReadRecord): void
  list(record: ListRecord): void
  watch(record: WatchRecord): void
}
