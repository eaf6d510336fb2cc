// in: a write → out: what was changed by which mutating plugin, for a second round. Never: a plugin.
import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '@binnacle/meta'
import type { Admitted } from './step.ts'

/** Who ran, who wants to run again, and who will. */
export class Rounds {
  private readonly eligible = new Set<string>()
  private readonly again = new Set<string>()
  private lastOutput: KubeObject | undefined

  /** Something changed the object: those that asked for it run again in the next round. */
  changed(): void {
    for (const key of this.eligible) this.again.add(key)
    this.eligible.clear()
  }

  ranAndMayRunAgain(key: string): void {
    this.eligible.add(key)
  }

  shallRun(key: string): boolean {
    return this.again.has(key)
  }

  /** At the start of a plugin's second round: did the built-in plugins change what it left? */
  compare(object: KubeObject | undefined): void {
    if (!isDeepStrictEqual(this.lastOutput, object)) this.changed()
  }

  leave(object: KubeObject | undefined): void {
    this.lastOutput = object && structuredClone(object)
  }
}

export interface Reinvocation {
  /** The second round. */
  second: boolean
  wanted: boolean
  readonly policies: Rounds
  readonly webhooks: Rounds
}

const states = new WeakMap<Admitted, Reinvocation>()

export function reinvocationOf(write: Admitted): Reinvocation {
  let state = states.get(write)
  if (state === undefined) {
    state = { second: false, wanted: false, policies: new Rounds(), webhooks: new Rounds() }
    states.set(write, state)
  }
  return state
}

export function wantsSecondRound(write: Admitted): boolean {
  return states.get(write)?.wanted ?? false
}
