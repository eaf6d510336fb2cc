// in: the operations of all clients → out: one record of them, and counts. Never: an operation forgotten.
import type { Operation } from '../model/operation.ts'
import type { InformerRecord, WatchRecord } from '../model/watch-record.ts'

export class Journal {
  readonly operations: Operation[] = []
  readonly watches: WatchRecord[] = []
  readonly informers: InformerRecord[] = []
  #marks = 0

  /** A text that no write had before. */
  mark(client: string): string {
    return `${client}.${++this.#marks}`
  }

  begin(start: Omit<Operation, 'startMs' | 'endMs' | 'outcome' | 'status'>): Operation {
    const operation: Operation = {
      ...start,
      startMs: performance.now(),
      endMs: Number.POSITIVE_INFINITY,
      outcome: 'unknown',
      status: 0,
    }
    this.operations.push(operation)
    return operation
  }
}
