// in: how late the event loop is → out: which part of the seats may be given out. Never: less than one in fifty.
/**
 * There is one thread: requests wait for it before they can ask for a seat, so seats alone never
 * run out while the processor does. The loop's delay is taken for what it is, a queue in front of
 * the queues: while it is longer than the target, the part shrinks by a third each look, and grows
 * back by a twentieth. Levels then keep each seat to the end of the loop's turn: that bounds it.
 */
export interface Strain {
  /** 1: the loop keeps up. */
  readonly part: number
  stop(): void
}

const lookMs = 50
const targetMs = 100
const partMin = 0.02

export function watchStrain(changed: (part: number) => void): Strain {
  let due = performance.now() + lookMs
  let part = 1
  const timer = setInterval(() => {
    const nowMs = performance.now()
    const next = nextPart(part, nowMs - due)
    due = nowMs + lookMs
    if (next === part) return
    part = next
    changed(part)
  }, lookMs).unref()
  return {
    get part() {
      return part
    },
    stop: () => clearInterval(timer),
  }
}

function nextPart(part: number, lateMs: number): number {
  if (lateMs > targetMs) return Math.max(partMin, part * (2 / 3))
  return Math.min(1, part + 0.05)
}
