// in: a wire → out: the same, with refused connections tried again, as every client does. Never: what may have arrived.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, type Question, type Wire, WireError } from './wire.ts'

const triesMax = 100
const pauseMs = 20

export interface RetryingWire extends Wire {
  /** Questions that were asked, each counted once; watches are none. */
  readonly asked: number
  /** Requests that had to be sent again, because nobody had taken them. */
  readonly retried: number
}

export function retrying(wire: Wire): RetryingWire {
  let asked = 0
  let retried = 0
  const ask = async (question: Question): Promise<Answer> => {
    asked++
    for (let tried = 1; ; tried++) {
      try {
        return await wire.ask(question)
      } catch (error) {
        if (!(error instanceof WireError && error.unsent) || tried === triesMax) throw error
        if (tried === 1) retried++
        await sleep(pauseMs)
      }
    }
  }
  return {
    ask,
    listen: (path, hearing) => wire.listen(path, hearing),
    close: () => wire.close(),
    get asked() {
      return asked
    },
    get retried() {
      return retried
    },
  }
}
