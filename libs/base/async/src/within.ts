// in: a promise and a time → out: its outcome, or a refusal when it takes longer. Never: a timer left behind.

interface Wait {
  readonly untilMs: number
  readonly refuse: () => void
}

/** Long waits share one clock: most end long before, and a timer each costs more than they do. */
const sharedFromMs = 2_000
const lookEveryMs = 50
const waits = new Set<Wait>()
let clock: NodeJS.Timeout | undefined

function look(): void {
  const nowMs = performance.now()
  for (const wait of waits) {
    if (wait.untilMs > nowMs) continue
    waits.delete(wait)
    wait.refuse()
  }
  if (waits.size > 0) return
  clearInterval(clock)
  clock = undefined
}

/** Returns what ends the wait. */
function waitFor(ms: number, refuse: () => void): () => void {
  if (ms < sharedFromMs) {
    const timer = setTimeout(refuse, ms)
    return () => clearTimeout(timer)
  }
  const wait = { untilMs: performance.now() + ms, refuse }
  waits.add(wait)
  clock ??= setInterval(look, lookEveryMs)
  return () => void waits.delete(wait)
}

/** `late` makes the error of a promise that was too slow; it may tell others to give up. */
export function within<T>(promise: Promise<T>, ms: number, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = waitFor(ms, () => reject(late()))
    promise.then(
      (value) => {
        end()
        resolve(value)
      },
      (error) => {
        end()
        reject(error)
      },
    )
  })
}
