// in: etcd's whole history of a prefix → out: what each read and each watch had to show.
// Never: outside tests.
import type { EtcdClient, KeyEvent } from '@binnacle/etcd'

export interface Step {
  readonly revision: number
  readonly key: string
  /** Undefined: deleted. */
  readonly value: string | undefined
  readonly before: string | undefined
}

/** Follows a prefix from the start, by a watch of its own, however often etcd is compacted. */
export class TrueHistory {
  readonly steps: Step[] = []
  readonly #state = new Map<string, string>()
  #waiting: (() => void)[] = []
  reached = 0

  async follow(etcd: EtcdClient, root: string, revision: number): Promise<void> {
    const rangeEnd = `${root.slice(0, -1)}0`
    await etcd.watch(
      { key: root, rangeEnd, startRevision: revision, progress: true },
      {
        answer: (answer) => {
          for (const event of answer.events) this.#add(event, root)
          const last = answer.events.at(-1)?.kv.modRevision
          if (!answer.created) this.reached = Math.max(this.reached, last ?? answer.revision)
          for (const wake of this.#waiting.splice(0)) wake()
        },
        end: () => {},
      },
    )
  }

  #add({ kv, deleted }: KeyEvent, root: string): void {
    const key = kv.key.slice(root.length)
    const before = this.#state.get(key)
    const value = deleted ? undefined : kv.value.toString()
    if (value === undefined) this.#state.delete(key)
    else this.#state.set(key, value)
    this.steps.push({ revision: kv.modRevision, key, value, before })
  }

  async upTo(revision: number): Promise<void> {
    while ((this.steps.at(-1)?.revision ?? 0) < revision && this.reached < revision) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  /** Keys and values as they stood at a revision. */
  at(revision: number): Map<string, Step> {
    const state = new Map<string, Step>()
    for (const step of this.steps) {
      if (step.revision > revision) break
      if (step.value === undefined) state.delete(step.key)
      else state.set(step.key, step)
    }
    return state
  }
}
