// in: nothing → out: what is recorded of one request of one client. Never: how it was sent.

export type Kind = 'create' | 'update' | 'patch' | 'delete' | 'get' | 'list'

export interface Operation {
  readonly client: string
  readonly kind: Kind
  /** `namespace/name`; of a list the namespace. */
  readonly key: string
  readonly startMs: number
  /** Infinity: whether and when it had an effect is not known. */
  endMs: number
  /** When the client had an answer, or gave up. */
  saidMs?: number
  /** ok: done. refused: surely no effect. unknown: perhaps, and perhaps later. */
  outcome: 'ok' | 'refused' | 'unknown'
  /** 0: there was no answer; `trouble` says why. */
  status: number
  trouble?: string
  /** What this write leaves in the object: no two have the same. */
  readonly mark?: string
  /** Revision that must be there: of updates, and of deletes with a precondition. */
  readonly expects?: number
  /** What was read or has become: of the object, or of the list. */
  revision?: number
  /** The mark that was read; undefined with status 404. */
  seen?: string
  /** As asked: '' newest, '0' any, else at least. */
  readonly asked?: string
  /** Of a list: name → [mark, revision]. */
  items?: ReadonlyMap<string, readonly [mark: string, revision: number]>
}
