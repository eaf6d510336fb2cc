// in: the length of turns of the event loop → out: which part of the seats to give out. Never: less than a hundredth.
/**
 * There is one thread: requests wait for it before they can ask for a seat, so seats alone never
 * run out while the processor does. What the loop does in one turn is what a probe, a handshake or
 * an answer of etcd waits for, several times over. While it is more than the target, the part
 * shrinks with each look, the more the longer the turn was, and then grows back step by step.
 * Levels meanwhile keep each seat to the end of the loop's turn: that bounds what one turn begins.
 */
export interface Strain {
  /** 1: the loop keeps up. */
  readonly part: number
  stop(): void
}

const lookMs = 50
const targetMs = 8
const partMin = 0.01
/** Borrowed seats may come many at once, which a third less each look would bound too late. */
const shrinkMost = 1 / 4
const shrinkLeast = 2 / 3
const growth = 1 / 4
const growthMax = 0.05

/**
 * Looks at one turn at a time, in processor time: a turn that is long because other processes had
 * the processor would be no shorter with fewer requests in it.
 */
export function watchStrain(changed: (part: number) => void): Strain {
  let part = 1
  let lastTurnMs = 0
  let before = process.threadCpuUsage()
  let ending: NodeJS.Timeout | undefined
  const ended = () => {
    const { user, system } = process.threadCpuUsage(before)
    const turnMs = (user + system) / 1000
    // One that is long alone is somebody's large object, not a load.
    const next = nextPart(part, Math.min(turnMs, lastTurnMs))
    lastTurnMs = turnMs
    if (next === part) return
    part = next
    changed(part)
  }
  const timer = setInterval(() => {
    before = process.threadCpuUsage()
    // Timers of the next turn: it is due by then, whatever this one does.
    ending = setTimeout(ended, 1).unref()
  }, lookMs).unref()
  return {
    get part() {
      return part
    },
    stop() {
      clearInterval(timer)
      clearTimeout(ending)
    },
  }
}

function nextPart(part: number, turnMs: number): number {
  if (turnMs <= targetMs) return Math.min(1, part + Math.min(growthMax, part * growth))
  const shrinking = Math.min(shrinkLeast, Math.max(shrinkMost, targetMs / turnMs))
  return Math.max(partMin, part * shrinking)
}
