// in: gets and lists, and etcd's history → out: answers that were never true, or were too old.
import type { Operation } from '../model/operation.ts'
import type { Replay } from '../model/replay.ts'

export function checkReads(operations: readonly Operation[], replay: Replay): string[] {
  const wrong: string[] = []
  const known = acknowledged(operations)
  for (const one of operations) {
    if (one.outcome !== 'ok') continue
    if (one.kind === 'get') wrong.push(...wrongGet(one, replay))
    if (one.kind === 'list' && one.items !== undefined) wrong.push(...wrongList(one, replay, known))
  }
  return wrong
}

function wrongGet(
  { key, revision = 0, seen, asked = '', client }: Operation,
  replay: Replay,
): string[] {
  const fact = replay.at(key, revision)
  const what = `get ${key} of ${client}, asked for '${asked}'`
  if (fact?.revision !== revision || fact.now?.mark !== seen) {
    return [`${what}: ${seen} at ${revision} was never there`]
  }
  // At least so new: what replaced it must be newer than what was asked for.
  const facts = replay.of(key)
  const next = facts[facts.indexOf(fact) + 1]
  const least = Number(asked || '0')
  if (next !== undefined && next.revision <= least) {
    return [`${what}: got ${revision}, replaced at ${next.revision} already`]
  }
  return []
}

function wrongList(
  { key, revision = 0, items, asked, client, trouble, startMs }: Operation,
  replay: Replay,
  known: (ms: number) => number,
): string[] {
  const what = `list ${key} of ${client} at ${revision}`
  if (trouble !== undefined) return [`${what}: ${trouble}`]
  const least = known(startMs)
  if (asked === '' && revision < least)
    return [`${what}: ${least} was acknowledged before it began`]
  const state = replay.stateAt(key, revision)
  const wrong: string[] = []
  for (const [name, [mark, at]] of items ?? []) {
    const fact = state.get(name)
    // A map that the server makes by itself is not part of the history that is looked at by marks.
    if (fact?.now?.mark !== mark || fact.revision !== at) {
      wrong.push(
        `${what}: ${name} is ${mark}@${at}, should be ${fact?.now?.mark}@${fact?.revision}`,
      )
    }
  }
  for (const name of state.keys()) {
    if (!items?.has(name)) wrong.push(`${what}: ${name} is missing`)
  }
  return wrong
}

/** The newest revision that any client knew of by an answer at a time. */
function acknowledged(operations: readonly Operation[]): (ms: number) => number {
  const ends = operations
    .filter(
      ({ outcome, revision, kind }) =>
        outcome === 'ok' && revision !== undefined && kind !== 'list',
    )
    .map(({ endMs, revision = 0 }) => ({ endMs, revision }))
    .sort((a, b) => a.endMs - b.endMs)
  let newest = 0
  for (const end of ends) {
    newest = Math.max(newest, end.revision)
    end.revision = newest
  }
  return (ms) => {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((ends[middle]?.endMs ?? 0) < ms) low = middle + 1
      else high = middle
    }
    return ends[low - 1]?.revision ?? 0
  }
}
