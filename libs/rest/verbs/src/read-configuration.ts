// in: the body of an apply → out: the configuration in it; a large one is read on another thread.
import type { KubeObject } from '@binnacle/meta'
import { performApart } from './apart/apart.ts'
import { type Done, readDone } from './apart/jobs.ts'
import { type Configured, configurationOf } from './read-patch.ts'
import type { VerbTools } from './verb-tools.ts'

/** The configuration, as far as it was read. */
export interface Sent extends Configured {
  /** As another thread has read it, whose `object` is made on first use. */
  readonly done?: Done
}

/** What is small is read here. */
export async function readSent(
  { apartFromBytes }: Pick<VerbTools, 'apartFromBytes'>,
  bytes: Uint8Array,
): Promise<Sent> {
  if (bytes.length < apartFromBytes) return configurationOf(bytes)
  const done = await performApart({ what: 'read', bytes })
  let object: KubeObject | undefined
  return {
    duplicates: done.duplicates ?? [],
    done,
    get object() {
      object ??= readDone(done)
      return object
    },
  }
}
