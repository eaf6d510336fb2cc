// in: etcd's whole history of a prefix → out: what each read and each watch had to show.
// Never: outside tests.
import type { EtcdClient, KeyEvent } from '@binnacle/etcd'
import { type Attributes, attributesOf, matches, type WatchQuery } from '@binnacle/objects'
import { things } from '@binnacle/objects/contract'

/** What a key held from one revision on. */
export interface Step {
  readonly revision: number
  readonly key: string
  /** Undefined: deleted. */
  readonly value: string | undefined
  /** What selectors see of the value. */
  readonly attributes: Attributes | undefined
  /** The step of the same key before this one. */
  readonly before: Step | undefined
}

/** How many of the steps have a revision of at most this one. */
function countUpTo(steps: readonly Step[], revision: number): number {
  let low = 0
  let high = steps.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((steps[middle] as Step).revision <= revision) low = middle + 1
    else high = middle
  }
  return low
}

/** Follows a prefix from the start, by a watch of its own, however often etcd is compacted. */
export class TrueHistory {
  readonly steps: Step[] = []
  readonly #byKey = new Map<string, Step[]>()
  #waiting: (() => void)[] = []
  #broken: Error | undefined
  /** Everything up to this revision is here. */
  reached = 0

  async follow(etcd: EtcdClient, root: string, revision: number): Promise<void> {
    const rangeEnd = `${root.slice(0, -1)}0`
    await etcd.watch(
      { key: root, rangeEnd, startRevision: revision, progress: true },
      {
        answer: (answer) => {
          if (answer.canceled) this.#broken = new Error(`the true history broke: ${answer.reason}`)
          for (const { kv, deleted } of answer.events) {
            this.add(kv.key.slice(root.length), kv.modRevision, textOf(kv, deleted))
          }
          const last = answer.events.at(-1)?.kv.modRevision
          if (!answer.created) this.reached = Math.max(this.reached, last ?? answer.revision)
          this.#wake()
        },
        end: (error) => {
          this.#broken ??= error
          this.#wake()
        },
      },
    )
  }

  add(key: string, revision: number, value: string | undefined): void {
    const steps = this.of(key)
    const attributes = value === undefined ? undefined : attributesOf(things, JSON.parse(value))
    const step = { revision, key, value, attributes, before: steps.at(-1) }
    steps.push(step)
    this.steps.push(step)
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  async upTo(revision: number): Promise<void> {
    while (this.reached < revision) {
      if (this.#broken) throw this.#broken
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  /** All steps of one key. */
  of(key: string): Step[] {
    let steps = this.#byKey.get(key)
    if (steps === undefined) {
      steps = []
      this.#byKey.set(key, steps)
    }
    return steps
  }

  /** The last step of a key up to a revision; undefined: it was never there. */
  lastOf(key: string, revision: number): Step | undefined {
    const steps = this.of(key)
    return steps[countUpTo(steps, revision) - 1]
  }

  /** Every object as it stood at a revision, by key. */
  at(revision: number): Step[] {
    const keys = [...this.#byKey.keys()].sort()
    const last = keys.map((key) => this.lastOf(key, revision))
    return last.filter((step) => step?.value !== undefined) as Step[]
  }

  /** The steps of a key that somebody may see who sees nothing older than this revision. */
  *since(key: string, revision: number): Generator<Step> {
    const steps = this.of(key)
    for (let at = Math.max(0, countUpTo(steps, revision) - 1); at < steps.length; at++) {
      yield steps[at] as Step
    }
  }

  *after(revision: number): Generator<Step> {
    for (let at = countUpTo(this.steps, revision); at < this.steps.length; at++) {
      yield this.steps[at] as Step
    }
  }
}

function textOf(kv: KeyEvent['kv'], deleted: boolean): string | undefined {
  return deleted ? undefined : kv.value.toString()
}

/** Whether who asks so sees the object of this step. */
export function passes(
  { namespace, selection }: Pick<WatchQuery, 'namespace' | 'selection'>,
  step: Step | undefined,
): boolean {
  if (step?.attributes === undefined) return false
  if (namespace !== '' && !step.key.startsWith(`things/${namespace}/`)) return false
  return matches(selection, step.attributes)
}

/** `KEY REVISION VALUE` */
export function shownStep({ key, revision, value }: Step): string {
  return `${key} ${revision} ${value}`
}
