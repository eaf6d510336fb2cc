// in: nothing → out: one column of `kubectl get`. Never: a kind.
import type { KubeObject } from '@binnacle/meta'

export type Cell = string | number | boolean | null

export interface Column {
  readonly name: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  readonly format: string
  /** As the reference's column definitions say it; clients see it. */
  readonly description: string
  /** 0: always; 1: only wide. */
  readonly priority: number
  /** Rows have the cell, but the table does not name the column: an oddity of IPAddress. */
  readonly hidden?: true
  value(object: KubeObject, now: Date): Cell
}
