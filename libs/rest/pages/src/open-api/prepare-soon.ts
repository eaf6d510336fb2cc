// in: a catalogue that changes → out: the whole OpenAPI v2 document made ready behind each change, so
// that the first who asks for it need not wait.
// Never: an answer, much of a moment's time.
import { setTimeout as sleep } from 'node:timers/promises'
import type { LiveCatalogue } from '@binnacle/catalogue'
import { collectGarbage } from './collect-garbage.ts'
import type { WholeDocuments } from './whole-documents.ts'

/** Definitions come in bursts. */
const settledMs = 2_000
/** What was there at the start is mostly kept already: that is soon known. */
const startedMs = 500
/** In a burst the parts of what came are made all along: only the rest waits for its end. */
const partsMs = 300
/** Between two stretches of the work: requests come first. */
const restMs = 10

export function prepareSoon(catalogue: LiveCatalogue, documents: WholeDocuments): void {
  const rest = () => sleep(restMs, undefined, { ref: false })
  let settled: NodeJS.Timeout | undefined
  let isStarted = false
  let isSoon = false
  let working = Promise.resolve()
  const work = (task: () => Promise<void>) => {
    // Who asks meets the same fault, and is told.
    working = working.then(task).catch(() => undefined)
  }
  const prepare = () => {
    isStarted = true
    work(async () => {
      await documents.prepare(rest)
      const all = catalogue.current().all()
      if (all.some(({ custom }) => custom !== undefined)) await collectGarbage(rest)
    })
  }
  catalogue.onChange(() => {
    // What was there at the start may be kept already: no parts before that is known.
    if (!isStarted) {
      settled ??= setTimeout(prepare, startedMs).unref()
      return
    }
    clearTimeout(settled)
    settled = setTimeout(prepare, settledMs).unref()
    if (isSoon) return
    isSoon = true
    const prepareParts = async () => {
      await documents.prepareParts(rest).finally(() => {
        isSoon = false
      })
    }
    setTimeout(() => work(prepareParts), partsMs).unref()
  })
}
