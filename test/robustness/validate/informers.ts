// in: what informers hold in the end, and etcd's history → out: differences.
import type { Replay } from '../model/replay.ts'
import type { InformerRecord } from '../model/watch-record.ts'

export function checkInformers(records: readonly InformerRecord[], replay: Replay): string[] {
  return records.flatMap(({ client, namespace, revision, store, wrong }) => {
    const found = wrong.map((text) => `${client}: ${text}`)
    const state = replay.stateAt(namespace, revision)
    for (const [name, fact] of state) {
      const mark = store.get(name)
      if (mark !== fact.now?.mark) {
        found.push(`${client} at ${revision}: ${name} is ${mark}, should be ${fact.now?.mark}`)
      }
    }
    for (const name of store.keys()) {
      if (!state.has(name)) found.push(`${client} at ${revision}: ${name} should be gone`)
    }
    return found
  })
}
