// in: a catalogue that changes → out: the whole OpenAPI v2 document made ready behind each change, so
// that the first who asks for it need not wait.
// Never: an answer, much of a moment's time.
import { setTimeout as sleep } from 'node:timers/promises'
import type { LiveCatalogue } from '@binnacle/catalogue'
import type { OpenApiBodies } from './open-api-bodies.ts'

/** Definitions come and go in bursts, and a start has other work first. */
const settledMs = 2_000
/** Between two turns of the work: requests come first. */
const restMs = 10

export function prepareSoon(catalogue: LiveCatalogue, bodies: OpenApiBodies): void {
  let timer: NodeJS.Timeout | undefined
  let working = false
  const work = async () => {
    working = true
    try {
      await bodies.prepareWhole(() => sleep(restMs, undefined, { ref: false }))
    } catch {
      // Who asks meets the same fault, and is told.
    } finally {
      working = false
    }
  }
  const wait = () => {
    clearTimeout(timer)
    timer = setTimeout(() => (working ? wait() : void work()), settledMs)
    timer.unref()
  }
  catalogue.onChange(wait)
}
