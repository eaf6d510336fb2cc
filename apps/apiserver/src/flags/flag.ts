// in: nothing → out: what is known of a flag. Never: a value.
import type { FlagKind, KnownFlag } from '@binnacle/flags'

export interface Flag extends KnownFlag {
  readonly about: string
  /** Why no value of it changes anything here: said in the help, and in the log to who sets it. */
  readonly idle?: string
}

export const flag = (kind: FlagKind, preset: string, about: string): Flag => ({
  kind,
  default: preset,
  about,
})

/** A flag of the reference that has nothing to switch here. It is read and checked all the same. */
export const idle = (kind: FlagKind, preset: string, about: string, why: string): Flag => ({
  ...flag(kind, preset, about),
  idle: why,
})
