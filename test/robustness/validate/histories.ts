// in: all operations → out: what cannot be explained by any order, object by object.
import type { Operation } from '../model/operation.ts'
import type { Replay } from '../model/replay.ts'
import { isLinearizable } from './linearizable.ts'
import { resolveUnknown } from './resolve.ts'

export interface HistoriesVerdict {
  readonly violations: string[]
  readonly undecided: string[]
  readonly objects: number
}

export function checkHistories(operations: readonly Operation[], replay: Replay): HistoriesVerdict {
  const byKey = new Map<string, Operation[]>()
  for (const operation of resolveUnknown(operations, replay)) {
    if (operation.kind === 'list') continue
    // Who asks for no fresh answer gets none: other rules hold there.
    if (operation.kind === 'get' && operation.asked !== '') continue
    const list = byKey.get(operation.key)
    if (list === undefined) byKey.set(operation.key, [operation])
    else list.push(operation)
  }
  const verdict: HistoriesVerdict = { violations: [], undecided: [], objects: byKey.size }
  for (const [key, list] of byKey) {
    const found = isLinearizable(list)
    if (found === 'linearizable') continue
    const text = `${key}: ${list.length} operations\n${list.map(told).join('\n')}`
    if (found === 'impossible') verdict.violations.push(`not linearizable: ${text}`)
    else verdict.undecided.push(text)
  }
  return verdict
}

function told(operation: Operation): string {
  const { startMs, endMs, client, kind, outcome, status, mark, seen, expects, revision } = operation
  const time = `${startMs.toFixed(1)}…${endMs.toFixed(1)}`
  return `  ${time} ${client} ${kind} ${outcome} ${status} mark=${mark ?? seen} expects=${expects} rv=${revision}`
}
