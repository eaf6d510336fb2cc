// in: the operations of all clients → out: one record of them, and counts. Never: an operation forgotten.
import type { Operation } from '../model/operation.ts'
import type { InformerRecord, WatchRecord } from '../model/watch-record.ts'

export class Journal {
  readonly operations: Operation[] = []
  readonly watches: WatchRecord[] = []
  readonly informers: InformerRecord[] = []
  /** Answers that were cut though they came to an end. */
  readonly unreadable: string[] = []
  #marks = 0

  /** A text that no write had before. */
  mark(client: string): string {
    return `${client}.${++this.#marks}`
  }

  /** Undefined, and noted, when a body is not JSON. */
  parse(text: string, whose: string) {
    try {
      return JSON.parse(text)
    } catch (error) {
      this.unreadable.push(`${whose}: ${(error as Error).message} in …${text.slice(-80)}`)
      return undefined
    }
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
