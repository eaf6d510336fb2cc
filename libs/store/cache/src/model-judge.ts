// in: the true history and what clients wrote down → out: what was promised and not kept.
// Never: outside tests.
import { passes, shownStep, type TrueHistory } from './model-history.ts'
import type { ListRecord, ReadRecord, Records, WatchRecord, WriteRecord } from './model-records.ts'
import { judgeWatch } from './model-watch.ts'

/** What was written is there, once, and after all that was known when the write began. */
function judgeWrite(history: TrueHistory, { span, key, revision, value }: WriteRecord): string[] {
  const step = history.lastOf(key, revision)
  if (step?.revision !== revision || step.value !== value) {
    return [`${key} at ${revision} was acknowledged as ${value}, etcd has ${step?.value}`]
  }
  if (revision > span.known) return []
  return [`${key} was written at ${revision}, when ${span.known} was known`]
}

/** No client gives the same text twice: what is there twice was written twice. */
function judgeTwins({ steps }: TrueHistory): string[] {
  const seen = new Set<string>()
  const faults: string[] = []
  for (const { key, value, revision } of steps) {
    if (value === undefined) continue
    const text = `${key} ${value}`
    if (seen.has(text)) faults.push(`written twice, again at ${revision}: ${text}`)
    seen.add(text)
  }
  return faults
}

/** A list shows the state at its revision, neither older nor another one than asked for. */
function judgeList(history: TrueHistory, list: ListRecord): string[] {
  const { query, least, exact, revisions, items } = list
  const revision = revisions[0] as number
  const faults: string[] = []
  if (revisions.some((other) => other !== revision)) faults.push(`pages of ${revisions}`)
  if (revision < least) faults.push(`a list is of ${revision}, not older than ${least} was asked`)
  if (exact !== undefined && revision !== exact) faults.push(`a list of ${revision}, not ${exact}`)
  const expected = history
    .at(revision)
    .filter((step) => passes(query, step))
    .map(shownStep)
  if (items.join('\n') !== expected.join('\n')) {
    faults.push(`list at ${revision}: ${items} instead of ${expected}`)
  }
  return faults
}

/** Can be judged when the history has come so far. */
interface Waiting {
  readonly needs: number
  judge(): string[]
}

type SeenAt = Pick<ListRecord, 'span' | 'revisions'>

/**
 * Judges while the run goes on: a list or a watch as soon as the history has come so far. What
 * depends on the order of all operations comes last.
 */
export class Judge {
  readonly #history: TrueHistory
  readonly #writes: WriteRecord[] = []
  readonly #reads: ReadRecord[] = []
  readonly #lists: SeenAt[] = []
  #waiting: Waiting[] = []
  readonly faults: string[] = []

  constructor(history: TrueHistory) {
    this.#history = history
  }

  write(write: WriteRecord): void {
    this.#writes.push(write)
    this.#whenReached(write.revision, () => judgeWrite(this.#history, write))
  }

  read(read: ReadRecord): void {
    this.#reads.push(read)
  }

  list(list: ListRecord): void {
    const { span, revisions } = list
    this.#lists.push({ span, revisions })
    const needs = Math.max(...revisions)
    this.#whenReached(needs, () => judgeList(this.#history, list))
  }

  watch(watch: WatchRecord): void {
    const needs = Math.max(watch.upTo, ...watch.told.map(({ revision }) => revision))
    this.#whenReached(needs, () => judgeWatch(this.#history, watch))
  }

  #whenReached(needs: number, judge: () => string[]): void {
    this.#waiting.push({ needs, judge })
    if (this.#waiting.length % 1_000 === 0) this.#look()
  }

  #look(): void {
    const later: Waiting[] = []
    for (const one of this.#waiting) {
      if (one.needs > this.#history.reached) later.push(one)
      else this.faults.push(...one.judge())
    }
    this.#waiting = later
  }

  finish(): string[] {
    this.#look()
    for (const { needs } of this.#waiting) this.faults.push(`etcd never came to ${needs}`)
    this.faults.push(...judgeTwins(this.#history))
    const newestAt = newestBy(this.#writes)
    for (const read of this.#reads) {
      this.faults.push(...judgeRead(this.#history, read, newestAt(read.span.ended)))
    }
    for (const { span, revisions } of this.#lists) {
      const most = newestAt(span.ended)
      if (Math.max(...revisions) <= most) continue
      this.faults.push(`a list is of ${revisions}, when ${most} was the newest there could be`)
    }
    return this.faults
  }
}

/** The newest revision there could be at a tick: whatever began later was written above it. */
function newestBy(writes: readonly WriteRecord[]): (tick: number) => number {
  const sorted = [...writes].sort((a, b) => a.span.began - b.span.began)
  const least: number[] = []
  let low = Number.MAX_SAFE_INTEGER
  for (let at = sorted.length - 1; at >= 0; at--) {
    low = Math.min(low, (sorted[at] as WriteRecord).revision)
    least[at] = low
  }
  return (tick) => {
    let from = 0
    let to = sorted.length
    while (from < to) {
      const middle = (from + to) >>> 1
      if ((sorted[middle] as WriteRecord).span.began <= tick) from = middle + 1
      else to = middle
    }
    return (least[from] ?? Number.MAX_SAFE_INTEGER) - 1
  }
}

/** What was found stood in etcd at a revision that this read may show. */
function judgeRead(history: TrueHistory, read: ReadRecord, most: number): string[] {
  const { key, found, least } = read
  if (found === undefined && history.lastOf(key, least) === undefined) return []
  for (const step of history.since(key, least)) {
    if (step.revision > most) break
    if (found?.value !== step.value) continue
    if (found === undefined || found.revision === step.revision) return []
  }
  const { known, ended } = read.span
  const shown = `${found?.revision} ${found?.value}`
  return [`${key} read at tick ${ended}, ${known} known, right from ${least} to ${most}: ${shown}`]
}

export function judgeAll(history: TrueHistory, records: Records): string[] {
  const judge = new Judge(history)
  for (const write of records.writes) judge.write(write)
  for (const read of records.reads) judge.read(read)
  for (const list of records.lists) judge.list(list)
  for (const watch of records.watches) judge.watch(watch)
  return judge.finish()
}
